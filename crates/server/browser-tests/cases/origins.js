// Where the page is: on the relying party's own origins, on related ones, on others, and in frames.

import assert from 'node:assert/strict';

import { PARTIES, STRANGER } from '../servers.js';

export async function accepts_a_sign_in_on_a_related_origin(open) {
    const visit = await open({ party: PARTIES.brands });
    const name = await visit.signUp();
    await visit.go('https://example.net');
    assert.equal(await visit.page.locator('#signed-in').isVisible(), false);
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.equal(await visit.page.textContent('#account-name'), name);
    await visit.picture('related-origin');
}

export async function accepts_a_sign_up_on_a_related_origin(open) {
    const visit = await open({ party: PARTIES.brands, at: 'https://example.net' });
    await visit.signUp();
    const [held] = await visit.held();
    assert.equal(held.rpId, 'example.org');
}

export async function accepts_a_sign_in_below_the_domain(open) {
    const visit = await open({ party: PARTIES.brands });
    const name = await visit.signUp();
    await visit.go('https://login.example.org');
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.equal(await visit.page.textContent('#account-name'), name);
}

export async function refuses_an_origin_that_is_not_related(open) {
    const visit = await open({ party: PARTIES.es256 });
    // The options of another relying party: what a page that wants its passkeys would ask.
    await visit.page.route('**/api/sign-in/options', (route) => route.fulfill({
        json: { ceremony: 'none', publicKey: { challenge: 'A'.repeat(43), rpId: 'example.org', userVerification: 'required' } },
    }));
    await visit.page.click('#sign-in-button');
    await visit.alert('Passkeys do not work at this address. Open this page by its own address');
    await visit.picture('origin-not-related');
}

export async function refuses_a_host_that_is_in_no_line(open) {
    const visit = await open({ party: PARTIES.brands });
    const response = await visit.page.goto(STRANGER);
    assert.equal(response.status(), 421);
    assert.equal((await response.json()).error, 'misdirected');
}

/** Opens a page of this origin that holds the server's page in a frame. */
async function hold(visit, top) {
    const [inner] = visit.party.origins;
    const allow = 'publickey-credentials-get *; publickey-credentials-create *';
    await visit.page.route(`${top}/`, (route) => route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Holder</title><iframe src="${inner}/" allow="${allow}" width="1200" height="800"></iframe>`,
    }));
    await visit.page.goto(`${top}/`);
    [, visit.inside] = visit.page.frames();
}

/** Takes away what keeps the server's page out of frames. */
async function letIn(visit) {
    await visit.page.route(`${visit.party.origins[0]}/`, async (route) => {
        const { headers, ...answer } = await visit.answer(route);
        const policy = headers['content-security-policy'].replace(/frame-ancestors[^;]*/, '');
        await route.fulfill({ ...answer, headers: { ...headers, 'content-security-policy': policy } });
    });
}

export async function accepts_a_frame_of_a_page_that_may_hold_it(open) {
    const visit = await open({ party: PARTIES.framed });
    await hold(visit, 'https://www.framed.example');
    await visit.isReady();
    const name = await visit.signUp();
    await visit.signOut();
    await visit.inside.click('#sign-in-button');
    await visit.status('You are signed in');
    assert.equal(await visit.inside.textContent('#account-name'), name);
    await visit.picture('frame');
}

export async function refuses_to_be_shown_in_a_frame(open) {
    const visit = await open({ party: PARTIES.unframed });
    const refusal = visit.page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await hold(visit, 'https://www.unframed.example');
    await refusal;
    await visit.page.waitForFunction(() => document.querySelector('iframe').contentDocument === null);
    assert.equal(visit.inside.url(), 'chrome-error://chromewebdata/');
    assert.equal(visit.problems.length, 1);
    assert.match(visit.problems.pop(), /frame-ancestors/);
}

/** Expects that the last ceremony was refused at a step. */
function assertRefused(visit, ceremony, step) {
    const line = visit.server.log.findLast((line) => line.includes('refused'));
    assert.match(line, new RegExp(`ceremony="${ceremony}" step="${step}" `));
}

export async function refuses_a_sign_up_in_a_frame(open) {
    const visit = await open({ party: PARTIES.unframed });
    await letIn(visit);
    await hold(visit, 'https://www.unframed.example');
    await visit.isReady();
    await visit.inside.fill('#sign-up-name', 'in-a-frame');
    await visit.inside.locator('#sign-up button[type=submit]').click();
    await visit.alert('The passkey could not be verified. Try again, or use another passkey.');
    assertRefused(visit, 'sign-up', '7.1.10');
    assert.equal((await visit.call('GET', '/api/session')).account, undefined);
    await visit.picture('frame-refused');
    // The name is still nobody's.
    visit.inside = visit.page;
    await visit.go(visit.party.origins[0]);
    await visit.signUp('in-a-frame');
}

export async function refuses_a_sign_in_in_a_frame(open) {
    const visit = await open({ party: PARTIES.unframed });
    await visit.signUp();
    await visit.signOut();
    await letIn(visit);
    await hold(visit, 'https://www.unframed.example');
    await visit.isReady();
    await visit.inside.click('#sign-in-button');
    await visit.alert('The passkey could not be verified. Try again, or use another passkey.');
    assertRefused(visit, 'sign-in', '7.2.13');
    assert.equal((await visit.call('GET', '/api/session')).account, undefined);
    assert.equal(await visit.inside.locator('#explain').isVisible(), false);
    // The passkey was not used, as far as the server knows.
    visit.inside = visit.page;
    await visit.go(visit.party.origins[0]);
    await visit.page.click('#sign-in-button');
    await visit.status('You are signed in');
}
