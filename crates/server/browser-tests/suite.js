// Runs the cases against the server in Chromium.
//
//     node suite.js --server PATH [--chromium PATH] [--page FOLDER] [--only TEXT] [--screenshots FOLDER] [--record FOLDER]
//
// --page shows the page as it stands in a folder in place of the one in the server. --record writes chosen ceremonies as test
// vectors. Prints a line for each case and what passed, failed and was skipped in all.
//
// Cases that need HTTPS need the command `openssl`, which makes the certificate. COUNTERSIGN_REQUIRE_ALL=1 makes it a failure
// that there is none.

import { parseArgs } from 'node:util';

import * as accessibility from './cases/accessibility.js';
import * as account from './cases/account.js';
import * as attestation from './cases/attestation.js';
import * as entering from './cases/entering.js';
import * as extensions from './cases/extensions.js';
import * as metadata from './cases/metadata.js';
import * as origins from './cases/origins.js';
import * as passkeys from './cases/passkeys.js';
import * as refusals from './cases/refusals.js';
import * as texts from './cases/texts.js';
import { startBrowser, Visit } from './harness.js';
import { hasOpenssl, startLocal, startSecure } from './servers.js';
import { Recorder } from './vectors.js';

const text = { type: 'string' };
const { values } = parseArgs({
    options: {
        server: text,
        chromium: { type: 'string', default: '/usr/bin/chromium' },
        page: text, only: text, screenshots: text, record: text,
    },
});
if (!values.server) {
    console.error('--server PATH is missing');
    process.exit(2);
}

/** The cases of some modules that are asked for. */
function casesOf(...modules) {
    const cases = modules.flatMap((module) => Object.entries(module));
    return cases.filter(([name]) => name.includes(values.only ?? ''));
}

const local = casesOf(entering, passkeys, account, refusals, texts, accessibility);
const secure = casesOf(attestation, origins, extensions, metadata);
const isSecure = secure.length > 0 && await hasOpenssl();
const servers = [];
const settings = { servers, page: values.page, screenshots: values.screenshots };
const count = { passed: 0, failed: 0, skipped: 0 };
let browser;
let recorder;

async function run(name, body) {
    const visits = [];
    const open = async (options) => {
        const visit = await Visit.open(browser, settings, options);
        visits.push(visit);
        return visit;
    };
    let hasPassed = false;
    try {
        await body(open);
        const problems = visits.flatMap((visit) => visit.problems);
        if (problems.length > 0) {
            throw new Error(problems.join('\n'));
        }
        hasPassed = true;
        count.passed += 1;
        console.log(`passed  ${name}`);
    } catch (error) {
        count.failed += 1;
        console.log(`failed  ${name}\n${error.stack}`);
        for (const visit of visits) {
            await visit.picture(`failed-${name}`);
        }
    } finally {
        for (const visit of visits) {
            await visit.close();
        }
    }
    if (hasPassed && recorder) {
        for (const visit of visits) {
            await recorder.write(name, visit);
        }
    }
}

try {
    servers.push(await startLocal(values.server));
    if (isSecure) {
        servers.push(await startSecure(values.server));
    }
    browser = await startBrowser(values.chromium, servers.flatMap(({ flags = [] }) => flags));
    recorder = values.record && new Recorder(values.record, browser.version());
    for (const [name, body] of local) {
        await run(name, body);
    }
    for (const [name, body] of secure) {
        if (isSecure) {
            await run(name, body);
        } else {
            count.skipped += 1;
            console.log(`skipped ${name}: there is no openssl to make a certificate`);
        }
    }
} finally {
    await browser?.close();
    for (const server of servers) {
        await server.stop();
    }
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
const missing = values.only === undefined ? recorder?.missing() ?? [] : [];
if (missing.length > 0) {
    console.log(`not recorded: ${missing.join(', ')}`);
}
const isIncomplete = count.skipped > 0 && process.env.COUNTERSIGN_REQUIRE_ALL === '1';
process.exitCode = count.failed > 0 || count.passed === 0 || missing.length > 0 || isIncomplete ? 1 : 0;
