// Ceremonies as test vectors, in the schema `countersign-vector/1`.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const NONE = { format: 'none', attestation_type: 'none' };

/**
 * What is recorded: of which case which ceremony, counted from zero, under which name. `attestation` is what is expected of a
 * registration, `step` the one that refuses.
 */
const CHOSEN = [
    { of: 'accepts_a_sign_up', at: 0, name: 'registration-sign-up', description: 'a platform authenticator, synced' },
    { of: 'accepts_a_sign_in_by_button', at: 1, name: 'authentication-button', description: 'whichever passkey there is' },
    { of: 'accepts_a_sign_in_by_name', at: 1, name: 'authentication-by-name', description: 'one of those that were listed' },
    { of: 'accepts_a_sign_in_by_autofill', at: 1, name: 'authentication-autofill', description: 'conditional mediation' },
    { of: 'accepts_a_security_key', at: 0, name: 'registration-security-key', description: 'bound to the device' },
    { of: 'accepts_a_security_key', at: 1, name: 'authentication-security-key', description: 'bound to the device' },
    {
        of: 'accepts_a_proof_before_a_passkey_is_added', at: 1, name: 'authentication-step-up',
        description: 'again, by who is signed in',
    },
    {
        of: 'refuses_a_bogus_signature', at: 1, name: 'authentication-refused-signature', step: '7.2.21',
        description: 'the signature is not one',
    },
    {
        of: 'refuses_an_answer_without_user_presence', at: 1, name: 'authentication-refused-user-presence', step: '7.2.16',
        description: 'nobody touched the authenticator',
    },
    {
        of: 'refuses_an_answer_without_user_verification', at: 1, name: 'authentication-refused-user-verification', step: '7.2.17',
        description: 'the authenticator verified nobody',
    },
    {
        of: 'accepts_a_packed_attestation', at: 0, name: 'registration-packed', description: 'direct attestation',
        attestation: { format: 'packed', attestation_type: 'basic' },
    },
    {
        of: 'accepts_a_u2f_key', at: 0, name: 'registration-fido-u2f', description: 'a key that speaks U2F alone',
        attestation: { format: 'fido-u2f', attestation_type: 'basic' },
    },
    { of: 'accepts_a_u2f_key', at: 1, name: 'authentication-u2f', description: 'a key that speaks U2F alone' },
    { of: 'accepts_es256', at: 0, name: 'registration-es256', description: 'ES256 alone was offered' },
    { of: 'accepts_es256', at: 1, name: 'authentication-es256', description: 'a key for ES256' },
    { of: 'accepts_eddsa', at: 0, name: 'registration-eddsa', description: 'EdDSA alone was offered' },
    { of: 'accepts_eddsa', at: 1, name: 'authentication-eddsa', description: 'a key for EdDSA' },
    { of: 'accepts_rs256', at: 0, name: 'registration-rs256', description: 'RS256 alone was offered' },
    { of: 'accepts_rs256', at: 1, name: 'authentication-rs256', description: 'a key for RS256' },
    { of: 'accepts_prf', at: 0, name: 'registration-prf', description: 'prf was asked for and is there' },
    { of: 'accepts_prf', at: 1, name: 'authentication-prf', description: 'prf gave a key, which the page kept' },
    { of: 'accepts_large_blob', at: 0, name: 'registration-large-blob', description: 'largeBlob was asked for and is there' },
    { of: 'accepts_large_blob', at: 1, name: 'authentication-large-blob', description: 'a blob was read, which the page kept' },
    {
        of: 'accepts_a_sign_up_on_a_related_origin', at: 0, name: 'registration-related-origin',
        description: 'on a related origin',
    },
    {
        of: 'accepts_a_sign_in_on_a_related_origin', at: 1, name: 'authentication-related-origin',
        description: 'on a related origin',
    },
    {
        of: 'accepts_a_frame_of_a_page_that_may_hold_it', at: 0, name: 'registration-frame',
        description: 'in a frame of another origin that may hold it',
    },
    {
        of: 'accepts_a_frame_of_a_page_that_may_hold_it', at: 1, name: 'authentication-frame',
        description: 'in a frame of another origin that may hold it',
    },
    {
        of: 'refuses_a_sign_up_in_a_frame', at: 0, name: 'registration-refused-frame', step: '7.1.10',
        description: 'in a frame, where none is expected',
    },
    {
        of: 'refuses_a_sign_in_in_a_frame', at: 1, name: 'authentication-refused-frame', step: '7.2.13',
        description: 'in a frame, where none is expected',
    },
];

/** Writes the chosen ceremonies into a folder. */
export class Recorder {
    constructor(folder, browserVersion) {
        this.folder = folder;
        this.source = `recorded in Chromium ${browserVersion} with its virtual authenticator, see README.md`;
        this.left = new Set(CHOSEN);
    }

    /** Writes what is chosen of a case, given what it did on one page. */
    async write(name, { party, ceremonies }) {
        const chosen = CHOSEN.filter(({ of }) => of === name);
        const records = new Map();
        for (const [index, ceremony] of ceremonies.entries()) {
            const row = chosen.find(({ at }) => at === index);
            if (row && ceremony.isAccepted === (row.step === undefined)) {
                const record = records.get(ceremony.credential.id);
                await this.writeOne({ ...vector(row, party, ceremony, record), source: this.source });
                this.left.delete(row);
            }
            follow(records, ceremony);
        }
    }

    async writeOne(vector) {
        await mkdir(this.folder, { recursive: true });
        const file = path.join(this.folder, `${path.basename(vector.id)}.json`);
        await writeFile(file, `${JSON.stringify(sorted(vector), null, 2)}\n`);
    }

    /** The names of what was chosen and did not happen. */
    missing() {
        return [...this.left].map(({ name }) => name);
    }
}

/** Keeps the records of passkeys as a server would. */
function follow(records, { publicKey, credential, isAccepted }) {
    if (!isAccepted) {
        return;
    }
    const data = authenticatorData(credential);
    const { flags } = data;
    if (isRegistration(credential)) {
        const record = {
            id: credential.id, public_key: data.key, sign_count: data.signCount, user_handle: publicKey.user.id,
            backup_eligible: flags.be, backup_state: flags.bs, uv_initialized: flags.uv,
        };
        records.set(credential.id, { record, algorithm: credential.response.publicKeyAlgorithm });
    } else {
        const { record, algorithm } = records.get(credential.id);
        const after = { sign_count: data.signCount, backup_state: flags.bs, uv_initialized: record.uv_initialized || flags.uv };
        records.set(credential.id, { record: { ...record, ...after }, algorithm });
    }
}

function vector(row, party, { publicKey, credential }, known) {
    const common = {
        schema: 'countersign-vector/1', id: `chromium/${row.name}`, description: row.description, rp: relyingParty(party),
        response: credential,
    };
    const options = { challenge: publicKey.challenge, extensions: publicKey.extensions ?? {} };
    const { flags, signCount, aaguid } = authenticatorData(credential);
    const accept = { verdict: 'accept', flags, sign_count: signCount };
    const refuse = { verdict: 'reject', step: row.step };
    if (isRegistration(credential)) {
        const algorithm = credential.response.publicKeyAlgorithm;
        return {
            ...common,
            ceremony: 'registration',
            options: {
                ...options,
                user_verification: publicKey.authenticatorSelection.userVerification,
                algorithms: publicKey.pubKeyCredParams.map(({ alg }) => alg),
                user_presence: 'required',
            },
            attestation: { conveyance: publicKey.attestation ?? 'none' },
            expect: row.step ? refuse : { ...accept, ...row.attestation ?? NONE, algorithm, aaguid },
        };
    }
    const { record, algorithm } = known;
    const allowed = publicKey.allowCredentials ?? [];
    const isIdentified = allowed.length > 0;
    return {
        ...common,
        ceremony: 'authentication',
        options: {
            ...options,
            user_verification: publicKey.userVerification,
            ...isIdentified ? { allow_credentials: allowed.map(({ id }) => id) } : {},
        },
        credential: record,
        ...isIdentified ? { user_handle: record.user_handle } : {},
        expect: row.step ? refuse : { ...accept, algorithm },
    };
}

function relyingParty(party) {
    const tops = party['top-origins'] ?? [];
    return {
        id: party.id,
        origins: [...party.origins, ...party['related-origins'] ?? []],
        allow_cross_origin: tops.length > 0,
        ...tops.length > 0 ? { top_origins: tops } : {},
    };
}

function isRegistration(credential) {
    return 'attestationObject' in credential.response;
}

/** The parts of authenticator data: its fixed head, and the attested credential where there is one. */
function authenticatorData(credential) {
    const bytes = Buffer.from(credential.response.authenticatorData, 'base64url');
    const bits = bytes[32];
    const flag = (bit) => (bits & bit) !== 0;
    const head = {
        flags: { up: flag(0x01), uv: flag(0x04), be: flag(0x08), bs: flag(0x10) },
        signCount: bytes.readUInt32BE(33),
    };
    if (!flag(0x40)) {
        return head;
    }
    const key = 55 + bytes.readUInt16BE(53);
    return { ...head, aaguid: uuid(bytes.subarray(37, 53)), key: bytes.subarray(key, end(bytes, key)).toString('base64url') };
}

/** Where an item of CBOR ends: what follows the key belongs to extensions. */
function end(bytes, at) {
    const major = bytes[at] >> 5;
    const low = bytes[at] & 0x1f;
    const width = low < 24 ? 0 : 2 ** (low - 24);
    const value = width === 0 ? low : bytes.readUIntBE(at + 1, width);
    let next = at + 1 + width;
    if (major === 2 || major === 3) {
        return next + value;
    }
    const items = { 4: value, 5: 2 * value }[major] ?? 0;
    for (let item = 0; item < items; item += 1) {
        next = end(bytes, next);
    }
    return next;
}

function uuid(bytes) {
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The same with the members of every object in the order of their names, as in the other vectors. */
function sorted(value) {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    if (value === null || typeof value !== 'object') {
        return value;
    }
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
