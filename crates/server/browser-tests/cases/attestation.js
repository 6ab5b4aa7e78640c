// What authenticators say of themselves, and the algorithms of their keys.

import assert from 'node:assert/strict';

import { newName, SECURITY_KEY, U2F_KEY } from '../harness.js';
import { standIn } from '../passkey-manager.js';
import { PARTIES } from '../servers.js';

/** What the view of steps says of one: its outcome, and what was found. */
async function seen(visit, id) {
    const row = visit.page.locator('#steps tr', { has: visit.page.getByRole('rowheader', { name: id, exact: true }) });
    const cells = await row.getByRole('cell').allTextContents();
    return { outcome: cells.at(2), found: cells.at(-1) };
}

export async function accepts_a_packed_attestation(open) {
    const visit = await open({ party: PARTIES.direct, authenticator: SECURITY_KEY });
    await visit.signUp();
    assert.deepEqual(await seen(visit, '7.1.21'), { outcome: 'passed', found: 'packed' });
    assert.equal((await seen(visit, '8.2.v2.a')).outcome, 'passed');
    assert.equal((await seen(visit, '7.1.22')).outcome, 'passed');
    await visit.picture('attestation-packed');
}

export async function accepts_a_u2f_key(open) {
    const visit = await open({ party: PARTIES.u2f, authenticator: U2F_KEY });
    const name = await visit.signUp();
    assert.deepEqual(await seen(visit, '7.1.16'), { outcome: 'passed', found: 'not set' });
    assert.deepEqual(await seen(visit, '7.1.21'), { outcome: 'passed', found: 'fido-u2f' });
    assert.equal((await seen(visit, '8.6.v6')).outcome, 'passed');
    await visit.picture('attestation-u2f');
    await visit.signOut();
    await visit.page.fill('#sign-in-name', name);
    await visit.page.locator('#sign-in button[type=submit]').click();
    await visit.status('You are signed in');
    assert.equal(await visit.page.textContent('#account-name'), name);
}

/** Signs up and in with a key of the one algorithm that is offered. */
async function isAccepted(open, party, algorithm, prepare = async () => {}) {
    const visit = await open({ party });
    await prepare(visit);
    const name = await visit.signUp();
    await visit.signOut();
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.equal(await visit.page.textContent('#account-name'), name);
    const [{ publicKey, credential }] = await visit.answered();
    assert.deepEqual(publicKey.pubKeyCredParams.map(({ alg }) => alg), [algorithm]);
    assert.equal(credential.response.publicKeyAlgorithm, algorithm);
}

export async function accepts_es256(open) {
    await isAccepted(open, PARTIES.es256, -7);
}

export async function accepts_eddsa(open) {
    await isAccepted(open, PARTIES.eddsa, -8);
}

export async function accepts_rs256(open) {
    await isAccepted(open, PARTIES.rs256, -257);
}

export async function accepts_ml_dsa_44(open) {
    await isAcceptedSomehow(open, PARTIES.mlDsa44, -48, 'ML-DSA-44');
}

export async function accepts_ml_dsa_65(open) {
    await isAcceptedSomehow(open, PARTIES.mlDsa65, -49, 'ML-DSA-65');
}

/** The virtual authenticator of Chromium 148 has no keys for ML-DSA, that of later ones has; WebCrypto has them in both. */
async function isAcceptedSomehow(open, party, algorithm, name) {
    const isMade = await trySignUp(await open({ party }));
    const prepare = isMade ? undefined : (visit) => visit.page.evaluate(standIn, { name, algorithm });
    await isAccepted(open, party, algorithm, prepare);
}

/** Whether the authenticator has an algorithm; the page says so where it has not. */
async function trySignUp(visit) {
    await visit.page.fill('#sign-up-name', newName());
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.page.locator('#alert:has-text("no passkey fits"), #status:has-text("The account is created")').first().waitFor();
    return (await visit.held()).length > 0;
}

export async function refuses_an_algorithm_that_the_authenticator_has_not(open) {
    assert.equal(await trySignUp(await open({ party: PARTIES.es512 })), false);
}
