// What the cases stand on: Chromium, a page in a browser context of its own, and a virtual authenticator that belongs to it.

import { mkdir, readFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

import { chromium } from 'playwright-core';

const FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
    // ML-DSA for the passkey manager of the cases.
    '--enable-features=WebCryptoPQC',
];
// How long anything on the page may take, in milliseconds: the machine may have other things to do.
const PATIENCE = 15_000;

/** A platform authenticator that keeps passkeys, synced as a passkey manager's are. */
export const PLATFORM = {
    protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
    automaticPresenceSimulation: true, isUserVerified: true, defaultBackupEligibility: true, defaultBackupState: true,
};
/** A security key: a passkey on it stays on it. */
export const SECURITY_KEY = {
    ...PLATFORM, transport: 'usb', defaultBackupEligibility: false, defaultBackupState: false,
};

/** A security key from before there were passkeys. */
export const U2F_KEY = { protocol: 'u2f', transport: 'usb', automaticPresenceSimulation: true };

/** Starts the browser, with flags beside those that every case needs. */
export function startBrowser(executablePath, flags) {
    return chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
}

/** The page of one case, and what a case does with it. */
export class Visit {
    constructor(page, settings, party) {
        this.page = page;
        /** Where the server's page is: the page itself, or a frame in it. */
        this.inside = page;
        this.settings = settings;
        this.server = settings.servers.find(({ parties }) => parties.includes(party));
        this.party = party;
        /** Bodies that the page sent. */
        this.sent = [];
        this.ceremonies = [];
        this.begun = new Map();
        this.reading = Promise.resolve();
        this.problems = [];
    }

    /**
     * Opens the page of a relying party in a context of its own, with an authenticator if one is described; `without` names
     * methods of PublicKeyCredential that the browser shall not have.
     */
    static async open(browser, settings, options = {}) {
        const { party = settings.servers[0].parties[0], at = party.origins[0], authenticator = PLATFORM } = options;
        const { language = 'en-GB', width = 1280, dark = false, autofill = false, without = [] } = options;
        const context = await browser.newContext({
            locale: language,
            viewport: { width, height: 900 },
            colorScheme: dark ? 'dark' : 'light',
            acceptDownloads: true,
        });
        context.setDefaultTimeout(PATIENCE);
        const visit = new Visit(await context.newPage(), settings, party);
        await visit.watch();
        await visit.page.addInitScript(prepare, { autofill, without });
        visit.cdp = await context.newCDPSession(visit.page);
        await visit.cdp.send('WebAuthn.enable');
        if (authenticator) {
            visit.authenticator = await visit.addAuthenticator(authenticator);
        }
        await visit.go(at);
        return visit;
    }

    /** Goes to a page of the server. */
    async go(origin) {
        await this.page.goto(origin);
        await this.isReady();
    }

    /** Waits until the page has begun. */
    async isReady() {
        await this.inside.locator('#signed-out, #signed-in').locator('visible=true').waitFor();
    }

    async watch() {
        const { page, settings } = this;
        page.on('pageerror', (error) => this.problems.push(`error on the page: ${error.message}`));
        page.on('console', (message) => {
            // The browser itself writes a line for every answer that is an error.
            if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
                this.problems.push(`console: ${message.text()}`);
            }
        });
        page.on('request', (request) => this.sent.push(request.postData() ?? ''));
        page.on('response', (response) => {
            // One after the other: an answer belongs to options that came before.
            this.reading = this.reading.then(() => this.read(response)).catch(() => {});
        });
        if (settings.page) {
            await page.route(/\/(page\/[\w.]+)?$/, async (route) => route.fulfill(await this.answer(route)));
        }
    }

    /**
     * What the server answers to a request for its page; the page as it stands in a folder, if there is one, to see a change
     * without building the server.
     */
    async answer(route) {
        const url = new URL(route.request().url());
        const { status, headers, body } = await this.fetch(route, url);
        // The body is a whole one, of another length perhaps.
        delete headers['content-length'];
        delete headers['transfer-encoding'];
        if (!this.settings.page || status !== 200) {
            return { status, headers, body };
        }
        const name = path.basename(url.pathname) || 'index.html';
        const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
        headers['content-type'] = types[path.extname(name)];
        return { status, headers, body: await readFile(path.join(this.settings.page, name)) };
    }

    async fetch(route, url) {
        if (url.protocol === 'http:') {
            const answer = await route.fetch();
            return { status: answer.status(), headers: answer.headers(), body: await answer.body() };
        }
        // The browser alone knows where the name leads.
        const { port, authority } = this.server;
        const target = { host: '127.0.0.1', port, path: url.pathname, servername: url.hostname, headers: { host: url.host } };
        const answer = await new Promise((resolve, reject) => {
            https.get({ ...target, ca: authority }, resolve).on('error', reject);
        });
        return { status: answer.statusCode, headers: { ...answer.headers }, body: await buffer(answer) };
    }

    /** Adds a virtual authenticator and returns its id. */
    async addAuthenticator(options) {
        const { authenticatorId } = await this.cdp.send('WebAuthn.addVirtualAuthenticator', { options });
        return authenticatorId;
    }

    /** Takes an authenticator away. */
    async removeAuthenticator(authenticatorId = this.authenticator) {
        await this.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    }

    /** The passkeys that an authenticator holds. */
    async held(authenticatorId = this.authenticator) {
        const { credentials } = await this.cdp.send('WebAuthn.getCredentials', { authenticatorId });
        return credentials;
    }

    /** Has the authenticator lie. */
    async lie(bits) {
        await this.cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: this.authenticator, ...bits });
    }

    /** Whether the authenticator is touched whenever it asks. */
    async touch(enabled) {
        await this.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.authenticator, enabled });
    }

    /** A request from the page, past its controls. */
    async call(method, address, body) {
        return this.inside.evaluate(async ([method, address, body]) => {
            const api = await import('/page/api.js');
            return api.call(method, address, body);
        }, [method, address, body]);
    }

    /** Waits until the status says this. */
    async status(words) {
        await this.inside.locator('#status', { hasText: words }).waitFor();
    }

    /** Waits until the alert says this. */
    async alert(words, where = '#alert') {
        await this.inside.locator(where, { hasText: words }).waitFor();
    }

    /** Signs up by the form. */
    async signUp(name = newName(), displayName = '') {
        await this.inside.fill('#sign-up-name', name);
        await this.inside.fill('#sign-up-display-name', displayName);
        await this.inside.locator('#sign-up button[type=submit]').click();
        await this.status('The account is created');
        return name;
    }

    /** Signs out. */
    async signOut() {
        await this.inside.click('#sign-out');
        await this.status('You are signed out');
    }

    /** Makes the last proof one for another purpose than what follows. */
    async proveForExport() {
        await this.page.evaluate(async () => {
            const ceremonies = await import('/page/ceremonies.js');
            await ceremonies.stepUp('export');
        });
    }

    /** The items of the list. */
    passkeys() {
        return this.inside.locator('#passkeys > li');
    }

    /** Writes a picture, if pictures are wanted. */
    async picture(name) {
        if (this.settings.screenshots) {
            await mkdir(this.settings.screenshots, { recursive: true });
            const file = path.join(this.settings.screenshots, `${name}.png`);
            // A dialog covers the window, not the whole page.
            const fullPage = await this.page.locator('dialog[open]').count() === 0;
            await this.page.screenshot({ path: file, fullPage });
        }
    }

    // Pairs the options of a ceremony with its answer.
    async read(response) {
        const { pathname } = new URL(response.url());
        if (!pathname.startsWith('/api/') || response.request().method() !== 'POST') {
            return;
        }
        if (pathname.endsWith('/options')) {
            const { ceremony, publicKey } = await response.json();
            this.begun.set(ceremony, publicKey);
            return;
        }
        const { ceremony, credential } = response.request().postDataJSON() ?? {};
        const publicKey = this.begun.get(ceremony);
        if (publicKey) {
            this.ceremonies.push({ publicKey, credential, isAccepted: response.ok() });
        }
    }

    /** The ceremonies that were answered until now. */
    async answered() {
        await this.reading;
        return this.ceremonies;
    }

    /** Closes the page, when all that it sent is read. */
    async close() {
        await this.answered();
        await this.page.context().close();
    }
}

// Runs on the page, before its own scripts.
function prepare({ autofill, without }) {
    if (typeof PublicKeyCredential === 'undefined') {
        // A page that the browser shows in place of one that it refuses.
        return;
    }
    if (!autofill) {
        // A virtual authenticator answers the request behind autofill as soon as it can, and nobody could sign out.
        const known = PublicKeyCredential.getClientCapabilities.bind(PublicKeyCredential);
        PublicKeyCredential.getClientCapabilities = async () => ({ ...await known(), conditionalGet: false });
        PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    }
    for (const name of without) {
        const holder = name.startsWith('prototype.') ? PublicKeyCredential.prototype : PublicKeyCredential;
        delete holder[name.replace('prototype.', '')];
    }
}

let names = 0;

/** A name that nobody has yet. */
export function newName() {
    names += 1;
    return `person-${names}@example.com`;
}

/** An answer of the server that is an error, as `route.fulfill` takes it. */
export class ApiAnswer {
    constructor(status, code, headers = {}) {
        this.status = status;
        this.headers = headers;
        this.contentType = 'application/json';
        this.body = JSON.stringify({ error: code, message: '' });
    }
}
