// What axe-core finds in each state of the page: nothing. Pictures of each, where they are wanted.

import { SECURITY_KEY } from '../harness.js';
import { inEachLook } from '../looks.js';

export async function accepts_the_page_signed_out(open) {
    await inEachLook(open, 'signed-out', {}, async (visit, look) => {
        await look('start');
        await visit.page.locator('#sign-up button[type=submit]').click();
        await visit.alert('Enter a name first');
        await look('error');
        // A key that no touch comes to: the page waits.
        await visit.touch(false);
        await visit.page.fill('#sign-up-name', `waiting-${Math.random()}`);
        await visit.page.locator('#sign-up button[type=submit]').click();
        await visit.status('Follow the instructions');
        await look('waiting');
    });
}

export async function accepts_the_page_signed_in(open) {
    await inEachLook(open, 'signed-in', {}, async (visit, look) => {
        await visit.signUp(undefined, 'Ada Example');
        await visit.touch(false);
        const second = await visit.addAuthenticator(SECURITY_KEY);
        await visit.page.click('#add');
        await visit.status('The passkey is added');
        await look('two');
        await visit.page.locator('button[data-act="rename"]').first().click();
        await look('rename');
        await visit.page.keyboard.press('Escape');
        await visit.page.locator('button[data-act="remove"]').first().click();
        await look('delete-dialog');
        await visit.page.keyboard.press('Escape');
        await visit.page.click('#delete-account');
        await visit.page.locator('#delete-dialog button[type=submit]').click();
        await visit.alert('That is not the name of the account', '#delete-dialog [role=alert]');
        await look('delete-account-dialog');
        await visit.page.keyboard.press('Escape');
        await visit.removeAuthenticator(second);
    });
}

export async function accepts_the_page_when_it_warns(open) {
    await inEachLook(open, 'warning', {}, async (visit, look) => {
        await visit.signUp();
        await visit.proveForExport();
        await visit.page.locator('button[data-act="remove"]').first().click();
        await look('last-passkey-dialog');
        await visit.page.click('#remove-yes');
        await visit.page.locator('#step-up-dialog[open]').waitFor();
        await look('step-up-dialog');
        await visit.lie({ isBogusSignature: true });
        await visit.page.locator('#step-up-dialog button[type=submit]').click();
        await visit.alert('The passkey could not be verified', '#step-up-dialog [role=alert]');
        await look('step-up-refused');
        await visit.lie({});
        await visit.page.locator('#step-up-dialog button[type=submit]').click();
        await visit.status('The passkey is deleted');
        await look('no-passkey');
    });
}

export async function accepts_the_page_when_it_offers_a_passkey(open) {
    await inEachLook(open, 'offer', { authenticator: SECURITY_KEY }, async (visit, look) => {
        await visit.signUp();
        await visit.signOut();
        await visit.page.click('#sign-in-button');
        await visit.status('You are signed in');
        await look('shown');
    });
}

export async function accepts_the_page_in_german(open) {
    await inEachLook(open, 'german', { language: 'de' }, async (visit, look) => {
        await look('signed-out');
        await visit.page.fill('#sign-up-name', `deutsch-${Math.random()}`);
        await visit.page.locator('#sign-up button[type=submit]').click();
        await visit.status('Das Konto ist angelegt');
        await look('signed-in');
    });
}
