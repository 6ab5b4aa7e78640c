// What the cases stand on: the server as a process, Chromium, a page in a browser context of its own, and a virtual
// authenticator that belongs to it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

import { chromium } from 'playwright-core';

const FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
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

/** Starts the server on a database of its own. */
export async function startServer(binary) {
    const folder = await mkdtemp(path.join(tmpdir(), 'countersign-browser-'));
    const port = await freePort();
    const database = `sqlite:${path.join(folder, 'database.sqlite')}`;
    const limits = ['--address-limit', '100000', '--account-limit', '100000'];
    const server = spawn(binary, ['--listen', `127.0.0.1:${port}`, '--database', database, '--explain', ...limits], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = [];
    readline.createInterface({ input: server.stderr }).on('line', (line) => log.push(line));
    const ready = once(readline.createInterface({ input: server.stdout }), 'line');
    const ended = once(server, 'exit').then(() => {
        throw new Error(`the server ended:\n${log.join('\n')}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => {});
    const stop = async () => {
        server.kill('SIGKILL');
        await rm(folder, { recursive: true, force: true });
    };
    return { origin: `http://localhost:${port}`, log, stop };
}

async function freePort() {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address();
    probe.close();
    await once(probe, 'close');
    return port;
}

/** Starts the browser. */
export function startBrowser(executablePath) {
    return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** The page of one case, and what a case does with it. */
export class Visit {
    constructor(page, settings) {
        this.page = page;
        this.settings = settings;
        this.ceremonies = new Map();
        this.problems = [];
    }

    /**
     * Opens the page in a context of its own, with an authenticator if one is described; `without` names methods of
     * PublicKeyCredential that the browser shall not have.
     */
    static async open(browser, settings, options = {}) {
        const { authenticator = PLATFORM, language = 'en-GB', width = 1280, dark = false, autofill = false, without = [] } = options;
        const context = await browser.newContext({
            locale: language,
            viewport: { width, height: 900 },
            colorScheme: dark ? 'dark' : 'light',
            acceptDownloads: true,
        });
        context.setDefaultTimeout(PATIENCE);
        const visit = new Visit(await context.newPage(), settings);
        await visit.watch();
        await visit.page.addInitScript(prepare, { autofill, without });
        visit.cdp = await context.newCDPSession(visit.page);
        await visit.cdp.send('WebAuthn.enable');
        if (authenticator) {
            visit.authenticator = await visit.addAuthenticator(authenticator);
        }
        await visit.page.goto(settings.origin);
        await visit.page.locator('#signed-out, #signed-in').locator('visible=true').waitFor();
        return visit;
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
        page.on('response', (response) => this.record(response).catch(() => {}));
        if (settings.page) {
            await page.route(/\/(page\/[\w.]+)?$/, (route) => this.serveFromFolder(route));
        }
    }

    // The page as it stands in a folder, under the server's headers: to see a change without building the server.
    async serveFromFolder(route) {
        const name = path.basename(new URL(route.request().url()).pathname) || 'index.html';
        const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
        const answer = await route.fetch();
        const headers = { ...answer.headers(), 'content-type': types[path.extname(name)] };
        delete headers['content-length'];
        await route.fulfill({ status: 200, headers, body: await readFile(path.join(this.settings.page, name)) });
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
        return this.page.evaluate(async ([method, address, body]) => {
            const api = await import('/page/api.js');
            return api.call(method, address, body);
        }, [method, address, body]);
    }

    /** Waits until the status says this. */
    async status(words) {
        await this.page.locator('#status', { hasText: words }).waitFor();
    }

    /** Waits until the alert says this. */
    async alert(words, where = '#alert') {
        await this.page.locator(where, { hasText: words }).waitFor();
    }

    /** Signs up by the form. */
    async signUp(name = newName(), displayName = '') {
        await this.page.fill('#sign-up-name', name);
        await this.page.fill('#sign-up-display-name', displayName);
        await this.page.locator('#sign-up button[type=submit]').click();
        await this.status('The account is created');
        return name;
    }

    /** Signs out. */
    async signOut() {
        await this.page.click('#sign-out');
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
        return this.page.locator('#passkeys > li');
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
    async record(response) {
        const { pathname } = new URL(response.url());
        if (!this.settings.record || !pathname.startsWith('/api/') || response.request().method() !== 'POST') {
            return;
        }
        if (pathname.endsWith('/options')) {
            const options = await response.json();
            this.ceremonies.set(options.ceremony, { address: pathname.replace(/\/options$/, ''), options });
            return;
        }
        const sent = response.request().postDataJSON();
        const begun = this.ceremonies.get(sent?.ceremony);
        if (begun) {
            Object.assign(begun, { credential: sent.credential, status: response.status() });
        }
    }

    /** Writes the ceremonies of the case, if they are wanted, and closes the page. */
    async close(name) {
        const done = [...this.ceremonies.values()].filter(({ credential }) => credential);
        const { origin, record } = this.settings;
        for (const [index, { address, options, credential, status }] of done.entries()) {
            await mkdir(record, { recursive: true });
            const ceremony = {
                case: name, address, origin, status,
                mediation: options.mediation, publicKey: options.publicKey, credential,
            };
            await writeFile(path.join(record, `${name}-${index + 1}.json`), `${JSON.stringify(ceremony, null, 2)}\n`);
        }
        await this.page.context().close();
    }
}

// Runs on the page, before its own scripts.
function prepare({ autofill, without }) {
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
