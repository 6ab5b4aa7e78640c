// The account: another name, its data, its end.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

export async function accepts_another_name_and_tells_the_authenticator(open) {
    const visit = await open();
    await visit.signUp(undefined, 'Before');
    await visit.page.fill('#display-name-input', 'After');
    await visit.page.locator('#display-name button').click();
    await visit.status('Your name is saved');
    assert.equal(await visit.page.textContent('#who-name'), 'Signed in as After');
    assert.equal((await visit.held())[0].userDisplayName, 'After');
}

export async function refuses_an_empty_name(open) {
    const visit = await open();
    await visit.signUp(undefined, 'Somebody');
    await visit.page.fill('#display-name-input', '  ');
    await visit.page.locator('#display-name button').click();
    await visit.alert('Enter a name first');
    assert.equal(await visit.page.getAttribute('#display-name-input', 'aria-invalid'), 'true');
    assert.equal((await visit.call('GET', '/api/session')).account.displayName, 'Somebody');
}

export async function accepts_names_that_look_like_markup(open) {
    const visit = await open();
    const name = '<img src=x onerror=alert(1)>';
    await visit.signUp(undefined, name);
    assert.equal(await visit.page.textContent('#who-name'), `Signed in as ${name}`);
    assert.equal(await visit.page.locator('#who-name img').count(), 0);
}

export async function accepts_an_export(open) {
    const visit = await open();
    const name = await visit.signUp();
    const download = visit.page.waitForEvent('download');
    await visit.page.click('#export');
    const file = await download;
    assert.equal(file.suggestedFilename(), 'account.json');
    const data = await readFile(await file.path(), 'utf8');
    assert.equal(JSON.parse(data).account.name, name);
    await visit.status('Your data is downloaded');
}

export async function accepts_the_deletion_of_an_account(open) {
    const visit = await open();
    const name = await visit.signUp();
    await visit.page.click('#delete-account');
    await visit.page.fill('#delete-name', name);
    await visit.page.locator('#delete-dialog button[type=submit]').click();
    await visit.status('The account is deleted');
    assert.deepEqual(await visit.held(), []);
    assert.equal((await visit.call('GET', '/api/session')).account, undefined);
}

export async function accepts_a_proof_before_an_account_is_deleted(open) {
    const visit = await open();
    const name = await visit.signUp();
    await visit.proveForExport();
    await visit.page.click('#delete-account');
    await visit.page.fill('#delete-name', name);
    await visit.page.locator('#delete-dialog button[type=submit]').click();
    const dialog = visit.page.locator('#step-up-dialog');
    await dialog.getByText('before the account is deleted').waitFor();
    await dialog.locator('button[type=submit]').click();
    await visit.status('The account is deleted');
}

export async function refuses_the_deletion_of_an_account_by_another_name(open) {
    const visit = await open();
    await visit.signUp();
    await visit.page.click('#delete-account');
    await visit.page.fill('#delete-name', 'somebody-else');
    await visit.page.locator('#delete-dialog button[type=submit]').click();
    await visit.alert('That is not the name of the account', '#delete-dialog [role=alert]');
    await visit.page.keyboard.press('Escape');
    assert.equal((await visit.held()).length, 1);
    assert.equal(await visit.page.locator('#signed-in').isVisible(), true);
}
