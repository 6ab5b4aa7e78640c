// Signing up, signing in, signing out.

import assert from 'node:assert/strict';

import { newName, SECURITY_KEY } from '../harness.js';

export async function accepts_a_sign_up(open) {
    const visit = await open();
    const name = await visit.signUp(newName(), 'Ada Example');
    assert.equal(await visit.page.textContent('#account-name'), name);
    assert.equal(await visit.page.textContent('#who-name'), 'Signed in as Ada Example');
    assert.equal(await visit.passkeys().count(), 1);
    const held = await visit.held();
    assert.equal(held.length, 1);
    assert.equal(held[0].rpId, 'localhost');
    assert.equal(held[0].userDisplayName, 'Ada Example');
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), 'passkeys-title');
}

export async function accepts_a_sign_up_by_keyboard_alone(open) {
    const visit = await open();
    const { keyboard } = visit.page;
    const reached = async (id) => {
        for (let presses = 0; presses < 12; presses += 1) {
            await keyboard.press('Tab');
            if (await visit.page.evaluate(() => document.activeElement.id) === id) {
                return;
            }
        }
        assert.fail(`Tab does not reach ${id}`);
    };
    await reached('sign-up-name');
    await keyboard.type(newName());
    await reached('sign-up-display-name');
    await keyboard.type('Key Board');
    await keyboard.press('Enter');
    await visit.status('The account is created');
    await reached('add');
    await keyboard.press('Shift+Tab');
    assert.notEqual(await visit.page.evaluate(() => document.activeElement.id), 'add');
}

export async function accepts_a_sign_in_by_button(open) {
    const visit = await open();
    await visit.signUp();
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.equal(await visit.passkeys().count(), 1);
    assert.equal(await visit.page.locator('.badge-good').textContent(), 'In use now');
}

export async function accepts_a_sign_in_by_name(open) {
    const visit = await open();
    const name = await visit.signUp();
    await visit.signOut();
    await visit.page.fill('#sign-in-name', name);
    const sent = visit.page.waitForRequest(/sign-in\/options$/);
    await visit.page.locator('#sign-in button[type=submit]').click();
    assert.deepEqual((await sent).postDataJSON(), { name });
    await visit.status('You are signed in');
    assert.equal(await visit.page.textContent('#account-name'), name);
}

export async function accepts_a_sign_in_by_autofill(open) {
    const visit = await open({ autofill: true });
    const name = await visit.signUp();
    await visit.page.click('#sign-out');
    await visit.status('You are signed in');
    assert.equal(await visit.page.textContent('#account-name'), name);
}

export async function accepts_another_ceremony_while_autofill_waits(open) {
    const visit = await open({ autofill: true });
    await visit.signUp();
    await visit.page.evaluate(() => {
        const get = navigator.credentials.get.bind(navigator.credentials);
        window.seen = [];
        navigator.credentials.get = (options) => {
            const kind = options.mediation ?? 'modal';
            window.seen.push(`${kind} begins`);
            options.signal.addEventListener('abort', () => window.seen.push(`${kind} is aborted`));
            return get(options);
        };
    });
    // A finger that does not come.
    await visit.touch(false);
    await visit.signOut();
    await visit.page.waitForFunction(() => window.seen.length === 1);
    // The one that waits does not see it; the next one does.
    await visit.touch(true);
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    const seen = await visit.page.evaluate(() => window.seen);
    assert.deepEqual(seen, ['conditional begins', 'conditional is aborted', 'modal begins']);
}

export async function accepts_a_sign_in_after_the_page_is_loaded_again(open) {
    const visit = await open();
    const name = await visit.signUp();
    await visit.page.reload();
    await visit.page.locator('#signed-in').waitFor();
    assert.equal(await visit.page.textContent('#account-name'), name);
}

export async function accepts_a_security_key(open) {
    const visit = await open({ authenticator: SECURITY_KEY });
    await visit.signUp();
    assert.equal(await visit.page.locator('.passkey .badge').last().textContent(), 'Not synced');
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.match(await visit.passkeys().textContent(), /USB/);
}

export async function accepts_a_browser_without_the_methods_for_json_and_signals(open) {
    const visit = await open({
        without: [
            'getClientCapabilities', 'parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON', 'signalUnknownCredential',
            'signalAllAcceptedCredentials', 'signalCurrentUserDetails', 'prototype.toJSON',
        ],
    });
    const name = await visit.signUp();
    await visit.page.click('#add');
    await visit.alert('has a passkey for this account already');
    await visit.signOut();
    await visit.page.fill('#sign-in-name', name);
    await visit.page.locator('#sign-in button[type=submit]').click();
    await visit.status('You are signed in');
    const { passkeys } = await visit.call('GET', '/api/passkeys');
    assert.deepEqual(passkeys.map(({ transports }) => transports), [['internal']]);
    await visit.call('DELETE', `/api/passkeys/${passkeys[0].id}`, { last: 'delete' });
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.alert('This passkey is not known here. Delete it in your passkey manager.');
    assert.equal((await visit.held()).length, 1);
}
