// What metadata says of the model of a passkey.

import assert from 'node:assert/strict';

import { SECURITY_KEY } from '../harness.js';
import { PARTIES } from '../servers.js';

/** How often, and how many times, the server's log is looked at, in milliseconds. */
const PAUSE = 100;
const LOOKS = 200;

/** The facts of the only passkey on the page, by their names. */
async function facts(visit) {
    const rows = visit.page.locator('#passkeys .facts > div');
    const pairs = await rows.evaluateAll((found) => found.map((row) => [
        row.querySelector('dt').textContent, row.querySelector('dd').textContent,
    ]));
    return Object.fromEntries(pairs);
}

/** What the authenticator of the browser attested: its AAGUID as text, and its certificate. */
async function attested(visit) {
    const [{ credential: { response } }] = await visit.answered();
    const bytes = (text) => Buffer.from(text, 'base64url');
    const hexadecimal = bytes(response.authenticatorData).subarray(37, 53).toString('hex');
    const aaguid = hexadecimal.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    // The member x5c: one certificate, as bytes with a length of two bytes.
    const object = bytes(response.attestationObject);
    const head = Buffer.from('6378356381' + '59', 'hex');
    const at = object.indexOf(head) + head.length;
    assert.ok(at > head.length, 'no certificate');
    const root = object.subarray(at + 2, at + 2 + object.readUInt16BE(at));
    return { aaguid, root };
}

/** Publishes what is said of a model, and waits until the server has accepted it. */
async function publish(visit, model) {
    const number = await visit.server.metadata.publish([model]);
    const isAccepted = () => visit.server.log.some((line) => line.includes('metadata was accepted') && line.includes(`number=${number}`));
    for (let look = 0; look < LOOKS && !isAccepted(); look += 1) {
        await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
    assert.ok(isAccepted(), visit.server.log.slice(-5).join('\n'));
}

export async function accepts_the_model_of_a_passkey_as_it_is_known_now(open) {
    const unknown = await open({ party: PARTIES.direct, authenticator: SECURITY_KEY });
    await unknown.signUp();
    assert.deepEqual(Object.keys(await facts(unknown)).filter((name) => name === 'Model' || name.startsWith('FIDO')), []);

    // Its name is a text, whatever it looks like.
    const model = { ...await attested(unknown), description: 'Example <b>Key</b> 5', statuses: ['FIDO_CERTIFIED_L1plus'] };
    await publish(unknown, model);
    const visit = await open({ party: PARTIES.direct, authenticator: SECURITY_KEY });
    await visit.signUp();
    const shown = await facts(visit);
    assert.deepEqual([shown.Model, shown['FIDO certification']], [model.description, 'L1+']);
    assert.equal(shown['Known of the model'], undefined);
    await visit.picture('metadata-model');

    await publish(visit, { ...model, statuses: ['FIDO_CERTIFIED_L1plus', 'USER_KEY_PHYSICAL_COMPROMISE', 'REVOKED'] });
    await visit.page.reload();
    await visit.page.waitForSelector('#passkeys .facts');
    assert.match((await facts(visit))['Known of the model'], /steal passkeys from it; it is revoked/);
    await visit.picture('metadata-revoked');
}

export async function refuses_a_model_that_is_not_known_and_says_that_others_are_accepted(open) {
    const visit = await open({ party: PARTIES.required, authenticator: SECURITY_KEY });
    await visit.page.fill('#sign-up-name', 'somebody');
    await visit.page.locator('#sign-up button[type=submit]').click();
    await visit.alert('Only certain models of authenticators are accepted here');
    await visit.alert('The passkey that was just made is of no use');
    assert.equal((await visit.call('GET', '/api/session')).account, undefined);
    await visit.picture('metadata-refused-model');
}
