// The list of passkeys: another one, other names, deletion.

import assert from 'node:assert/strict';

import { SECURITY_KEY } from '../harness.js';

/** An account with two passkeys, the second one on a security key. */
async function withTwo(open) {
    const visit = await open();
    await visit.signUp();
    await visit.touch(false);
    const second = await visit.addAuthenticator(SECURITY_KEY);
    await visit.page.click('#add');
    await visit.status('The passkey is added');
    await visit.touch(true);
    return { visit, second };
}

/** The items of the two: their order is open, as both may be of the same second. */
function items(visit) {
    const all = visit.passkeys();
    return { device: all.filter({ hasText: 'the device itself' }), key: all.filter({ hasText: 'USB' }) };
}

/** The buttons of an item. */
function button(item, act) {
    return item.locator(`button[data-act="${act}"]`);
}

export async function accepts_a_second_passkey(open) {
    const { visit } = await withTwo(open);
    assert.equal(await visit.passkeys().count(), 2);
    assert.match(await visit.page.textContent('#passkeys-lead'), /2 of at most 50/);
    const { device, key } = items(visit);
    assert.deepEqual(await key.locator('.badge').allTextContents(), ['Not synced']);
    assert.deepEqual(await device.locator('.badge').allTextContents(), ['In use now', 'Synced']);
}

export async function refuses_a_second_passkey_on_the_same_authenticator(open) {
    const visit = await open();
    await visit.signUp();
    await visit.page.click('#add');
    await visit.alert('has a passkey for this account already');
    assert.equal(await visit.passkeys().count(), 1);
    assert.equal((await visit.held()).length, 1);
}

export async function accepts_a_proof_before_a_passkey_is_added(open) {
    const visit = await open();
    await visit.signUp();
    await visit.proveForExport();
    await visit.page.click('#add');
    const dialog = visit.page.locator('#step-up-dialog');
    await dialog.getByText('before you add another').waitFor();
    await dialog.locator('button[type=submit]').click();
    // It is the same authenticator: that it says so shows that the server gave options.
    await visit.alert('has a passkey for this account already');
    assert.equal(await dialog.isVisible(), false);
}

export async function accepts_another_name_for_a_passkey(open) {
    const visit = await open();
    await visit.signUp();
    const item = visit.passkeys().first();
    await button(item, 'rename').click();
    await item.locator('input').fill('Graue Schlüssel 🔑 <b>');
    await visit.page.keyboard.press('Enter');
    await visit.status('The passkey has a new name');
    assert.equal(await item.locator('h2').textContent(), 'Graue Schlüssel 🔑 <b>');
    assert.equal(await visit.page.evaluate(() => document.activeElement.dataset.act), 'rename');
    await visit.page.reload();
    assert.equal(await item.locator('h2').textContent(), 'Graue Schlüssel 🔑 <b>');
}

export async function refuses_an_empty_name_for_a_passkey(open) {
    const visit = await open();
    await visit.signUp();
    const item = visit.passkeys().first();
    const before = await item.locator('h2').textContent();
    await button(item, 'rename').click();
    await item.locator('input').fill(' ');
    await visit.page.keyboard.press('Enter');
    await visit.alert('This name cannot be used');
    await item.locator('input').focus();
    await visit.page.keyboard.press('Escape');
    assert.equal(await item.locator('h2').textContent(), before);
}

export async function accepts_the_deletion_of_a_passkey_and_tells_the_authenticator(open) {
    const { visit, second } = await withTwo(open);
    await button(items(visit).device, 'remove').click();
    const dialog = visit.page.locator('#remove-dialog');
    assert.equal(await dialog.locator('#remove-last').isVisible(), false);
    await dialog.getByText('tells its passkey manager').waitFor();
    await dialog.locator('#remove-yes').click();
    await visit.status('The passkey is deleted');
    assert.equal(await visit.passkeys().count(), 1);
    assert.deepEqual(await visit.held(), []);
    assert.equal((await visit.held(second)).length, 1);
}

export async function accepts_a_deletion_that_is_left(open) {
    const { visit } = await withTwo(open);
    await button(visit.passkeys().first(), 'remove').click();
    await visit.page.keyboard.press('Escape');
    await visit.page.locator('#remove-dialog').waitFor({ state: 'hidden' });
    assert.equal(await visit.passkeys().count(), 2);
    assert.equal(await visit.page.evaluate(() => document.activeElement.dataset.act), 'remove');
}

export async function accepts_a_proof_before_a_passkey_is_deleted(open) {
    const { visit } = await withTwo(open);
    await visit.proveForExport();
    await button(items(visit).key, 'remove').click();
    await visit.page.click('#remove-yes');
    const dialog = visit.page.locator('#step-up-dialog');
    await dialog.getByText('before this one is deleted').waitFor();
    assert.equal(await visit.passkeys().count(), 2);
    await dialog.locator('button[type=submit]').click();
    await visit.status('The passkey is deleted');
    assert.equal(await visit.passkeys().count(), 1);
}

export async function refuses_a_deletion_without_the_proof(open) {
    const { visit } = await withTwo(open);
    await visit.proveForExport();
    await button(items(visit).key, 'remove').click();
    await visit.page.click('#remove-yes');
    await visit.page.locator('#step-up-dialog .cancel').click();
    await visit.page.locator('#step-up-dialog').waitFor({ state: 'hidden' });
    const { passkeys } = await visit.call('GET', '/api/passkeys');
    assert.equal(passkeys.length, 2);
}

export async function accepts_the_deletion_of_the_last_passkey_after_a_warning(open) {
    const visit = await open();
    await visit.signUp();
    await button(visit.passkeys().first(), 'remove').click();
    const dialog = visit.page.locator('#remove-dialog');
    await dialog.getByText('This is the only passkey of the account').waitFor();
    assert.equal(await dialog.locator('#remove-yes').textContent(), 'Delete the last passkey');
    await dialog.locator('#remove-yes').click();
    await visit.status('The passkey is deleted');
    await visit.page.getByText('This account has no passkey').waitFor();
    assert.deepEqual(await visit.held(), []);
    await visit.page.click('#add');
    await visit.status('The passkey is added');
    assert.equal(await visit.passkeys().count(), 1);
}

export async function accepts_that_a_passkey_became_the_last_one_meanwhile(open) {
    const { visit } = await withTwo(open);
    const { passkeys } = await visit.call('GET', '/api/passkeys');
    const { id } = passkeys.find(({ current }) => !current);
    await visit.call('DELETE', `/api/passkeys/${id}`, {});
    await button(items(visit).device, 'remove').click();
    await visit.page.click('#remove-yes');
    await visit.page.locator('#remove-last').waitFor();
    assert.equal(await visit.page.textContent('#remove-yes'), 'Delete the last passkey');
    await visit.page.locator('#remove-dialog .cancel').click();
    assert.equal((await visit.call('GET', '/api/passkeys')).passkeys.length, 1);
}

export async function accepts_an_offer_of_a_passkey_for_this_device(open) {
    const visit = await open({ authenticator: SECURITY_KEY });
    await visit.page.evaluate(async () => {
        // This Chromium ends at a conditional creation with a virtual authenticator: what the page asks for is looked at.
        const create = navigator.credentials.create.bind(navigator.credentials);
        navigator.credentials.create = (options) => {
            window.mediation = options.mediation;
            return options.mediation === 'conditional'
                ? Promise.reject(new DOMException('', 'InvalidStateError')) : create(options);
        };
    });
    await visit.signUp();
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    await visit.page.click('#offer-yes');
    await visit.page.waitForFunction(() => window.mediation === 'conditional');
    await visit.page.locator('#offer').waitFor({ state: 'hidden' });
    await visit.page.locator('body:not([aria-busy])').waitFor();
    assert.equal(await visit.page.textContent('#alert'), '');
    assert.equal(await visit.passkeys().count(), 1);
}

export async function refuses_to_offer_a_passkey_where_the_client_cannot(open) {
    const visit = await open({ authenticator: SECURITY_KEY, without: ['getClientCapabilities'] });
    await visit.signUp();
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.equal(await visit.page.locator('#offer').isVisible(), false);
}
