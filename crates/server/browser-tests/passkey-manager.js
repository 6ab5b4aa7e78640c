// A passkey manager that stands in for the browser, as extensions of browsers do: for keys that Chromium's virtual
// authenticator cannot make.

/** Runs on the page. `name` is the algorithm as WebCrypto calls it, `algorithm` its number in COSE. */
export function standIn({ name, algorithm }) {
    const held = [];
    const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
    const bytes = (source) => new Uint8Array(source.buffer ?? source);
    const utf8 = (text) => new TextEncoder().encode(text);
    const sha256 = async (message) => new Uint8Array(await crypto.subtle.digest('SHA-256', message));
    const base64url = (source) => btoa(String.fromCharCode(...source)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

    // CBOR: the head of an item, a string of bytes, a text, and the key. All that is written here is shorter than 65,536.
    const head = (major, value) => {
        const type = major << 5;
        return value < 24 ? [type | value] : value < 256 ? [type | 24, value] : [type | 25, value >> 8, value & 0xff];
    };
    const string = (content) => join(head(2, content.length), content);
    const text = (content) => join(head(3, content.length), utf8(content));
    const coseKey = (publicKey) => join(head(5, 3), [1, 7, 3], head(1, -1 - algorithm), head(1, 0), string(publicKey));

    const clientData = (type, challenge) => utf8(JSON.stringify({
        type, challenge: base64url(bytes(challenge)), origin: location.origin, crossOrigin: false,
    }));
    const answer = (id, response) => ({
        id: base64url(id), rawId: id.buffer, type: 'public-key', authenticatorAttachment: 'platform', response,
        getClientExtensionResults: () => ({}),
    });

    navigator.credentials.create = async ({ publicKey: { challenge, rp, user } }) => {
        const keys = await crypto.subtle.generateKey(name, false, ['sign', 'verify']);
        const publicKey = bytes(await crypto.subtle.exportKey('raw-public', keys.publicKey));
        const id = crypto.getRandomValues(new Uint8Array(16));
        held.push({ id, key: keys.privateKey, userHandle: bytes(user.id).slice() });
        // Present, verified, with an attested credential; no counter, no model.
        const attested = join(new Uint8Array(16), [0, id.length], id, coseKey(publicKey));
        const data = join(await sha256(utf8(rp.id)), [0x45, 0, 0, 0, 0], attested);
        const object = join(head(5, 3), text('fmt'), text('none'), text('attStmt'), head(5, 0), text('authData'), string(data));
        return answer(id, {
            clientDataJSON: clientData('webauthn.create', challenge).buffer,
            attestationObject: object.buffer,
            getAuthenticatorData: () => data.buffer,
            getTransports: () => ['internal'],
            getPublicKey: () => null,
            getPublicKeyAlgorithm: () => algorithm,
        });
    };

    navigator.credentials.get = async ({ publicKey: { challenge, rpId } }) => {
        const { id, key, userHandle } = held.at(-1);
        const data = join(await sha256(utf8(rpId)), [0x05, 0, 0, 0, 0]);
        const clientDataJSON = clientData('webauthn.get', challenge);
        const signature = await crypto.subtle.sign(name, key, join(data, await sha256(clientDataJSON)));
        return answer(id, {
            clientDataJSON: clientDataJSON.buffer, authenticatorData: data.buffer, signature, userHandle: userHandle.buffer,
        });
    };
}
