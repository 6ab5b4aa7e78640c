// What extensions give to the page, and that it goes no further.

import assert from 'node:assert/strict';

import { PLATFORM } from '../harness.js';
import { inEachLook } from '../looks.js';
import { PARTIES } from '../servers.js';

const party = PARTIES.extensions;
const WITH_PRF = { ...PLATFORM, hasPrf: true };
const WITH_LARGE_BLOB = { ...PLATFORM, hasLargeBlob: true };
const FALLBACK = ['parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON', 'prototype.toJSON'];
const BLOB = Buffer.from('what a person keeps with a passkey', 'utf8');

/** Has the page remember the keys that prf gave, as base64url. */
async function watchKeys(visit) {
    await visit.page.evaluate(() => {
        const get = navigator.credentials.get.bind(navigator.credentials);
        window.keys = [];
        navigator.credentials.get = async (options) => {
            const credential = await get(options);
            const { first } = credential.getClientExtensionResults().prf.results;
            const { toBase64url } = await import('/page/passkeys.js');
            window.keys.push(toBase64url(first));
            return credential;
        };
    });
}

/** Has the browser put what extensions gave into its JSON, as the specification says and Chromium 148 does not. */
async function putOutputsIntoJson(visit) {
    await visit.page.evaluate(async () => {
        const { toBase64url } = await import('/page/passkeys.js');
        const { toJSON } = PublicKeyCredential.prototype;
        PublicKeyCredential.prototype.toJSON = function withOutputs() {
            const json = toJSON.call(this);
            const { prf, largeBlob } = this.getClientExtensionResults();
            if (prf?.results) {
                json.clientExtensionResults.prf.results = { first: toBase64url(prf.results.first) };
            }
            if (largeBlob?.blob) {
                json.clientExtensionResults.largeBlob.blob = toBase64url(largeBlob.blob);
            }
            return json;
        };
    });
}

/** Keeps a blob with the only passkey of the authenticator. */
async function storeBlob(visit) {
    const { cdp, authenticator: authenticatorId } = visit;
    const [held] = await visit.held();
    const credential = { ...held, largeBlob: BLOB.toString('base64') };
    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: held.credentialId });
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
}

async function signIn(visit) {
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
}

/** What the page says of extensions. */
function lines(visit) {
    return visit.page.locator('#outputs-list li').allTextContents();
}

/** The client extension outputs that the page sent, in their order. */
function sentOutputs(visit) {
    const bodies = visit.sent.filter((body) => body.includes('"credential"')).map((body) => JSON.parse(body));
    return bodies.map(({ credential }) => credential.clientExtensionResults);
}

/** Expects that nothing that the page sent has these bytes in it, however they are written. */
function assertNotSent(visit, bytes) {
    const whole = visit.sent.join('\n');
    for (const encoding of ['base64url', 'base64', 'hex', 'latin1']) {
        assert.equal(whole.includes(bytes.toString(encoding)), false, encoding);
    }
    assert.equal(whole.includes(JSON.stringify([...bytes]).slice(1, -1)), false);
}

async function givesKeys(open, options = {}, prepare = async () => {}) {
    const visit = await open({ party, authenticator: WITH_PRF, ...options });
    await prepare(visit);
    await visit.signUp();
    assert.deepEqual(await lines(visit), [
        'prf: this passkey can give keys.', 'largeBlob: no data can be stored with this passkey.',
    ]);
    await visit.signOut();
    await watchKeys(visit);
    await signIn(visit);
    assert.deepEqual(await lines(visit), ['prf: gives this page a key of 32 bytes.']);
    await visit.signOut();
    await signIn(visit);
    const [first, second, ...others] = await visit.page.evaluate(() => window.keys);
    assert.deepEqual(others, []);
    assert.equal(second, first);
    const key = Buffer.from(first, 'base64url');
    assert.equal(key.length, 32);
    assertNotSent(visit, key);
    const [created, ...used] = sentOutputs(visit);
    assert.deepEqual(created.prf, { enabled: true });
    assert.deepEqual(used.map(({ prf }) => prf), [{}, {}]);
}

export async function accepts_prf(open) {
    await givesKeys(open);
}

export async function accepts_prf_in_a_browser_without_the_methods_for_json(open) {
    await givesKeys(open, { without: FALLBACK });
}

export async function accepts_prf_in_a_browser_whose_json_has_the_key(open) {
    await givesKeys(open, {}, putOutputsIntoJson);
}

async function readsBlob(open, options = {}, prepare = async () => {}) {
    const visit = await open({ party, authenticator: WITH_LARGE_BLOB, ...options });
    await prepare(visit);
    await visit.signUp();
    assert.deepEqual(await lines(visit), [
        'prf: this passkey cannot give keys.', 'largeBlob: data can be stored with this passkey.',
    ]);
    await storeBlob(visit);
    await visit.signOut();
    await signIn(visit);
    assert.deepEqual(await lines(visit), [`largeBlob: ${BLOB.length} bytes were read.`]);
    assertNotSent(visit, BLOB);
    const [created, used] = sentOutputs(visit);
    assert.deepEqual(created.largeBlob, { supported: true });
    assert.deepEqual(used.largeBlob, {});
}

export async function accepts_large_blob(open) {
    await readsBlob(open);
}

export async function accepts_large_blob_in_a_browser_without_the_methods_for_json(open) {
    await readsBlob(open, { without: FALLBACK });
}

export async function accepts_large_blob_in_a_browser_whose_json_has_it(open) {
    await readsBlob(open, {}, putOutputsIntoJson);
}

export async function accepts_an_authenticator_without_extensions(open) {
    const visit = await open({ party });
    const name = await visit.signUp();
    assert.deepEqual(await lines(visit), [
        'prf: this passkey cannot give keys.', 'largeBlob: no data can be stored with this passkey.',
    ]);
    await visit.signOut();
    await signIn(visit);
    assert.equal(await visit.page.textContent('#account-name'), name);
    assert.equal(await visit.page.locator('#outputs').isVisible(), false);
    assert.equal(await visit.page.locator('#explain').isVisible(), true);
}

export async function accepts_prf_in_a_proof(open) {
    const visit = await open({ party, authenticator: WITH_PRF });
    await visit.signUp();
    await visit.proveForExport();
    await visit.page.click('#add');
    await visit.page.locator('#step-up-dialog button[type=submit]').click();
    await visit.alert('has a passkey for this account already');
    const [, ...used] = sentOutputs(visit);
    assert.deepEqual(used.map(({ prf }) => prf), [{}, {}]);
}

export async function accepts_the_page_when_it_shows_what_extensions_gave(open) {
    const authenticator = { ...WITH_PRF, hasLargeBlob: true };
    await inEachLook(open, 'extensions', { party, authenticator }, async (visit, look) => {
        await visit.signUp();
        assert.deepEqual(await lines(visit), [
            'prf: this passkey can give keys.', 'largeBlob: data can be stored with this passkey.',
        ]);
        await look('signed-up');
        await visit.signOut();
        await signIn(visit);
        assert.equal((await lines(visit)).length, 1);
        await look('signed-in');
    });
}

export async function accepts_what_extensions_gave_in_german(open) {
    const visit = await open({ party, authenticator: WITH_PRF, language: 'de' });
    await visit.page.fill('#sign-up-name', `deutsch-${Math.random()}`);
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.status('Das Konto ist angelegt');
    assert.deepEqual(await lines(visit), [
        'prf: Dieser Passkey kann Schlüssel geben.', 'largeBlob: Bei diesem Passkey können keine Daten gespeichert werden.',
    ]);
}
