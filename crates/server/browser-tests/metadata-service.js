// A metadata service: it signs what a case lets it say, and puts it where the server looks.

import { execFile } from 'node:child_process';
import { sign } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom the certificate of the service is for. */
const HOST = 'mds.example';

/** Milliseconds of a day. */
const DAY = 86_400_000;

export class MetadataService {
    /** Makes the key of the service and its certificate in a folder, and says nothing of any model yet. */
    static async start(folder) {
        const certificate = path.join(folder, 'metadata.pem');
        const key = path.join(folder, 'metadata-key.pem');
        await run('openssl', [
            'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
            '-subj', '/CN=countersign-metadata', '-addext', `subjectAltName=DNS:${HOST}`, '-out', certificate, '-keyout', key,
        ]);
        const service = new MetadataService(folder, certificate, await readFile(key), await readFile(certificate, 'latin1'));
        await service.publish([]);
        return service;
    }

    constructor(folder, certificate, key, pem) {
        this.file = path.join(folder, 'blob.jwt');
        this.root = certificate;
        this.key = key;
        this.x5c = [pem.replace(/-----[A-Z ]+-----|\s/g, '')];
        this.number = 0;
    }

    /** The table for the file of the server. */
    get table() {
        return `[metadata]\nfile = ${JSON.stringify(this.file)}\nroots = ${JSON.stringify([this.root])}\nhost = '${HOST}'\n`;
    }

    /** Publishes what is said of some models; resolves to the number of it. */
    async publish(models) {
        this.number += 1;
        const nextUpdate = new Date(Date.now() + 7 * DAY).toISOString().slice(0, 10);
        const payload = { legalHeader: 'x', no: this.number, nextUpdate, entries: models.map(entry) };
        const parts = [{ alg: 'ES256', typ: 'JWT', x5c: this.x5c }, payload];
        const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
        const signature = sign('sha256', Buffer.from(signed), { key: this.key, dsaEncoding: 'ieee-p1363' });
        const next = `${this.file}.next`;
        await writeFile(next, `${signed}.${signature.toString('base64url')}`);
        await rename(next, this.file);
        return this.number;
    }
}

function entry({ aaguid, description, root, statuses }) {
    return {
        aaguid,
        metadataStatement: {
            description, protocolFamily: 'fido2', attestationTypes: ['basic_full'],
            attestationRootCertificates: [root.toString('base64')],
        },
        statusReports: statuses.map((status) => ({ status })),
    };
}
