// What is refused, and what the person is told.

import assert from 'node:assert/strict';

import { ApiAnswer, SECURITY_KEY } from '../harness.js';

async function isRefused(open, lie) {
    const visit = await open();
    await visit.signUp();
    await visit.signOut();
    await visit.lie(lie);
    await visit.page.click('#sign-in-button');
    await visit.alert('The passkey could not be verified. Try again, or use another passkey.');
    assert.equal(await visit.page.locator('#signed-in').isVisible(), false);
    assert.equal(await visit.page.locator('#explain').isVisible(), false);
    assert.equal((await visit.call('GET', '/api/session')).account, undefined);
    assert.equal((await visit.held()).length, 1);
}

export async function refuses_a_bogus_signature(open) {
    await isRefused(open, { isBogusSignature: true });
}

export async function refuses_an_answer_without_user_presence(open) {
    await isRefused(open, { isBadUP: true });
}

export async function refuses_an_answer_without_user_verification(open) {
    await isRefused(open, { isBadUV: true });
}

export async function refuses_a_proof_with_a_bogus_signature_and_shows_the_step(open) {
    const visit = await open();
    await visit.signUp();
    await visit.proveForExport();
    await visit.page.click('#delete-account');
    await visit.page.fill('#delete-name', await visit.page.textContent('#account-name'));
    await visit.page.locator('#delete-dialog button[type=submit]').click();
    await visit.lie({ isBogusSignature: true });
    await visit.page.locator('#step-up-dialog button[type=submit]').click();
    await visit.alert('The passkey could not be verified', '#step-up-dialog [role=alert]');
    await visit.page.keyboard.press('Escape');
    assert.match(await visit.page.locator('#steps tr.refused').textContent(), /^7\.2\.\d+.*failed/);
    assert.equal((await visit.call('GET', '/api/session')).account.name, await visit.page.textContent('#account-name'));
}

export async function refuses_a_passkey_that_was_deleted_and_tells_the_authenticator(open) {
    const visit = await open();
    await visit.signUp();
    const { passkeys } = await visit.call('GET', '/api/passkeys');
    await visit.call('DELETE', `/api/passkeys/${passkeys[0].id}`, { last: 'delete' });
    assert.equal((await visit.held()).length, 1);
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.alert('This passkey is not known here. Your passkey manager has been told to forget it.');
    assert.deepEqual(await visit.held(), []);
}

export async function refuses_a_name_that_somebody_has_and_tells_the_authenticator(open) {
    const visit = await open();
    const name = await visit.signUp();
    await visit.signOut();
    await visit.page.fill('#sign-up-name', name);
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.alert('Somebody else has this name. Choose another. The passkey that was just made is of no use');
    const held = await visit.held();
    assert.equal(held.length, 1);
    assert.equal((await visit.call('GET', '/api/session')).account, undefined);
}

export async function refuses_to_give_up_a_passkey_that_may_be_stored(open) {
    const visit = await open();
    await visit.page.route('**/api/sign-up', (route) => route.fulfill(new ApiAnswer(500, 'internal')));
    await visit.page.fill('#sign-up-name', 'may-be-stored');
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.alert('Something went wrong on the server. Try again later.');
    assert.equal((await visit.held()).length, 1);
}

export async function refuses_a_sign_up_without_a_name(open) {
    const visit = await open();
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.alert('Enter a name first');
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), 'sign-up-name');
}

export async function refuses_a_name_with_a_space(open) {
    const visit = await open();
    await visit.page.fill('#sign-up-name', 'two words');
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.alert('This name cannot be used');
    assert.deepEqual(await visit.held(), []);
}

export async function refuses_a_name_that_nobody_has_without_saying_so(open) {
    const visit = await open();
    // Decoys may be those of a security key alone: without one, the browser would wait for it.
    await visit.addAuthenticator(SECURITY_KEY);
    await visit.page.fill('#sign-in-name', 'nobody-has-this');
    const options = visit.page.waitForResponse(/sign-in\/options$/);
    await visit.page.locator('#sign-in button[type=submit]').click();
    const { publicKey } = await (await options).json();
    assert.ok(publicKey.allowCredentials.length > 0);
    await visit.alert('Nothing was done: it was cancelled, took too long, or no passkey fits');
}

export async function refuses_to_leave_a_person_without_words(open) {
    const visit = await open();
    const answers = [
        ['rate-limited', 429, 'Wait 7 seconds'], ['busy', 503, 'The server is busy'], ['expired', 410, 'This took too long'],
        ['no-such-code', 400, 'That did not work'],
    ];
    for (const [code, status, words] of answers) {
        await visit.page.route('**/api/sign-in/options', (route) => route.fulfill(new ApiAnswer(status, code, { 'Retry-After': '7' })));
        await visit.page.click('#sign-in-button');
        await visit.alert(words);
        await visit.page.unroute('**/api/sign-in/options');
    }
    await visit.page.route('**/api/sign-in/options', (route) => route.abort());
    await visit.page.click('#sign-in-button');
    await visit.alert('The server cannot be reached');
}

export async function refuses_who_is_signed_out_elsewhere_and_says_so(open) {
    const visit = await open();
    await visit.signUp();
    await visit.call('POST', '/api/sign-out', {});
    await visit.page.locator('#display-name button').click();
    await visit.alert('You are no longer signed in');
    assert.equal(await visit.page.locator('#signed-out').isVisible(), true);
}
