// The servers as processes: one on http://localhost, and one that speaks TLS for names of several relying parties, which the
// browser is told to find here.

import { execFile, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { promisify } from 'node:util';

import { MetadataService } from './metadata-service.js';

const run = promisify(execFile);

/** The relying parties of the server that speaks TLS, each as it stands in its file. */
export const PARTIES = {
    brands: {
        id: 'example.org', name: 'Example', origins: ['https://example.org', 'https://login.example.org'],
        'related-origins': ['https://example.net'],
    },
    framed: {
        id: 'framed.example', name: 'In a frame', origins: ['https://login.framed.example'],
        'top-origins': ['https://www.framed.example'],
    },
    unframed: { id: 'unframed.example', name: 'In no frame', origins: ['https://login.unframed.example'] },
    direct: { id: 'direct.example', name: 'Direct', origins: ['https://direct.example'], attestation: 'direct' },
    required: {
        id: 'required.example', name: 'Required', origins: ['https://required.example'], attestation: 'direct',
        'trusted-attestation': 'required',
    },
    u2f: {
        id: 'u2f.example', name: 'U2F', origins: ['https://u2f.example'], attestation: 'direct', algorithms: ['ES256'],
        'user-verification': 'discouraged', 'resident-key': 'discouraged',
    },
    es256: { id: 'es256.example', name: 'ES256', origins: ['https://es256.example'], algorithms: ['ES256'] },
    eddsa: { id: 'eddsa.example', name: 'EdDSA', origins: ['https://eddsa.example'], algorithms: ['EdDSA'] },
    rs256: { id: 'rs256.example', name: 'RS256', origins: ['https://rs256.example'], algorithms: ['RS256'] },
    es512: { id: 'es512.example', name: 'ES512', origins: ['https://es512.example'], algorithms: ['ES512'] },
    mlDsa44: { id: 'ml-dsa-44.example', name: 'ML-DSA-44', origins: ['https://ml-dsa-44.example'], algorithms: ['ML-DSA-44'] },
    mlDsa65: { id: 'ml-dsa-65.example', name: 'ML-DSA-65', origins: ['https://ml-dsa-65.example'], algorithms: ['ML-DSA-65'] },
    extensions: {
        id: 'extensions.example', name: 'Extensions', origins: ['https://extensions.example'], extensions: ['prf', 'large-blob'],
    },
};
/** A name that leads to the server too and is in none of its lines. */
export const STRANGER = 'https://example.com';

/** Every name that leads to the server that speaks TLS. */
const NAMES = [STRANGER, ...Object.values(PARTIES).flatMap((party) => [...party.origins, ...party['related-origins'] ?? []])]
    .map((origin) => new URL(origin).hostname);

/** Starts the server on http://localhost, on a database of its own. */
export async function startLocal(binary) {
    const folder = await newFolder();
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const server = await start(binary, folder, port, []);
    return { ...server, parties: [{ id: 'localhost', origins: [origin] }] };
}

/** Whether a certificate can be made. */
export async function hasOpenssl() {
    return run('openssl', ['version']).then(() => true, () => false);
}

/** Starts the server that speaks TLS; `flags` is what a browser needs to find and believe it. */
export async function startSecure(binary) {
    const folder = await newFolder();
    const port = await freePort();
    const file = path.join(folder, 'relying-parties.toml');
    const parties = Object.values(PARTIES);
    const metadata = await MetadataService.start(folder);
    await writeFile(file, `${metadata.table}\n${toml(parties)}`);
    const tls = await certify(folder);
    const options = ['--relying-parties', file, '--tls-cert', tls.certificate, '--tls-key', tls.key];
    const server = await start(binary, folder, port, options);
    const rules = NAMES.map((name) => `MAP ${name}:443 127.0.0.1:${port}`).join(',');
    const flags = [
        `--host-resolver-rules=${rules}`,
        `--ignore-certificate-errors-spki-list=${tls.pin}`,
        // Pages that a case makes up count as public ones, which may hold no frame of a server on this machine.
        `--ip-address-space-overrides=127.0.0.1:${port}=public`,
    ];
    return { ...server, parties, flags, authority: tls.pem, metadata };
}

function toml(parties) {
    // A string or a list of strings is written in TOML as in JSON.
    const table = (party) => Object.entries(party).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('');
    return parties.map((party) => `[[relying-party]]\n${table(party)}`).join('\n');
}

/** Makes a key and its certificate for every name. */
async function certify(folder) {
    const certificate = path.join(folder, 'certificate.pem');
    const key = path.join(folder, 'key.pem');
    const names = NAMES.map((name) => `DNS:${name}`).join(',');
    await run('openssl', [
        'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
        '-subj', '/CN=countersign-browser', '-addext', `subjectAltName=${names}`, '-out', certificate, '-keyout', key,
    ]);
    const pem = await readFile(certificate);
    const publicKey = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
    return { certificate, key, pem, pin: createHash('sha256').update(publicKey).digest('base64') };
}

async function start(binary, folder, port, options) {
    const database = `sqlite:${path.join(folder, 'database.sqlite')}`;
    const limits = ['--address-limit', '100000', '--account-limit', '100000'];
    const listen = ['--listen', `127.0.0.1:${port}`];
    const server = spawn(binary, [...listen, '--database', database, '--explain', ...limits, ...options], {
        stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' },
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
    return { port, log, stop };
}

function newFolder() {
    return mkdtemp(path.join(tmpdir(), 'countersign-browser-'));
}

async function freePort() {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address();
    probe.close();
    await once(probe, 'close');
    return port;
}
