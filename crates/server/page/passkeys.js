// What the browser's WebAuthn interface does for this page: options in, the answer as JSON out. Where the browser has no
// method for the JSON form, the conversion is made here.

// One ceremony at a time: a browser refuses a second one while the first one waits.
let running = null;

/** Whether this browser can do ceremonies at all. */
export function isSupported() {
    return window.isSecureContext && typeof window.PublicKeyCredential === 'function' && 'credentials' in navigator;
}

/** What the browser says it can do. A browser that says nothing is asked by the older method, and else cannot. */
export async function capabilities() {
    if (!isSupported()) {
        return {};
    }
    if (typeof PublicKeyCredential.getClientCapabilities === 'function') {
        return PublicKeyCredential.getClientCapabilities();
    }
    const conditionalGet = await PublicKeyCredential.isConditionalMediationAvailable?.();
    return { conditionalGet: conditionalGet === true };
}

/** Ends the ceremony that waits, and returns when it has ended. */
export async function abort() {
    const ending = running;
    if (ending) {
        ending.controller.abort();
        await ending.ended;
    }
}

/**
 * Runs a ceremony alone: the one that waits is aborted first. `run` gets the signal that aborts it in its turn.
 */
export async function alone(run) {
    while (running) {
        await abort();
    }
    const controller = new AbortController();
    const outcome = run(controller.signal);
    const ceremony = { controller, ended: outcome.then(() => {}, () => {}) };
    running = ceremony;
    try {
        return await outcome;
    } finally {
        if (running === ceremony) {
            running = null;
        }
    }
}

/** Makes a passkey. Resolves to the answer for the server, and to what extensions gave to this page alone. */
export async function create({ publicKey, mediation }, signal) {
    const options = { publicKey: creationOptions(publicKey), signal };
    if (mediation) {
        options.mediation = mediation;
    }
    return answered(await navigator.credentials.create(options));
}

/** Uses a passkey. Resolves to the same. */
export async function use({ publicKey, mediation }, signal) {
    const options = { publicKey: requestOptions(publicKey), signal };
    if (mediation) {
        options.mediation = mediation;
    }
    return answered(await navigator.credentials.get(options));
}

/**
 * Tells the browser's passkey manager what the server knows. It is help, not a promise: what the browser does not know or
 * refuses is left.
 */
export async function signal(method, argument) {
    if (!argument || !canSignal(method)) {
        return false;
    }
    try {
        await PublicKeyCredential[method](argument);
        return true;
    } catch (cause) {
        console.info(method, cause.name);
        return false;
    }
}

/** Whether the browser has a method of signals. */
export function canSignal(method) {
    return isSupported() && typeof PublicKeyCredential[method] === 'function';
}

/** Bytes of base64url. */
export function fromBase64url(text) {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Base64url of bytes, without padding. */
export function toBase64url(buffer) {
    const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
    return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function creationOptions(json) {
    if (typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function') {
        return PublicKeyCredential.parseCreationOptionsFromJSON(json);
    }
    return {
        ...json,
        challenge: fromBase64url(json.challenge),
        user: { ...json.user, id: fromBase64url(json.user.id) },
        excludeCredentials: descriptors(json.excludeCredentials),
        extensions: extensionInputs(json.extensions),
    };
}

function requestOptions(json) {
    if (typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function') {
        return PublicKeyCredential.parseRequestOptionsFromJSON(json);
    }
    return {
        ...json,
        challenge: fromBase64url(json.challenge),
        allowCredentials: descriptors(json.allowCredentials),
        extensions: extensionInputs(json.extensions),
    };
}

function descriptors(list = []) {
    return list.map((descriptor) => ({ ...descriptor, id: fromBase64url(descriptor.id) }));
}

/** Only `prf` has bytes in what it is asked. */
function extensionInputs(json) {
    const values = json?.prf?.eval;
    if (!values) {
        return json;
    }
    const bytes = Object.entries(values).map(([name, value]) => [name, fromBase64url(value)]);
    return { ...json, prf: { ...json.prf, eval: Object.fromEntries(bytes) } };
}

function answered(credential) {
    const json = toJson(credential);
    const { prf, largeBlob } = credential.getClientExtensionResults();
    const clientExtensionResults = withoutSecrets(json.clientExtensionResults);
    return { credential: { ...json, clientExtensionResults }, outputs: { prf, largeBlob } };
}

/** Whoever has the keys of `prf` reads what they encrypt, and stored bytes are the person's: neither goes to the server. */
function withoutSecrets({ prf, largeBlob, ...others } = {}) {
    const kept = { ...others };
    if (prf) {
        const { results, ...rest } = prf;
        kept.prf = rest;
    }
    if (largeBlob) {
        const { blob, ...rest } = largeBlob;
        kept.largeBlob = rest;
    }
    return kept;
}

function toJson(credential) {
    if (typeof credential.toJSON === 'function') {
        try {
            return credential.toJSON();
        } catch (cause) {
            // Extensions that stand in for the browser hand out objects that the browser's own method does not take.
            console.info('toJSON', cause.name);
        }
    }
    return {
        id: credential.id,
        rawId: toBase64url(credential.rawId),
        type: credential.type,
        authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
        clientExtensionResults: credential.getClientExtensionResults(),
        response: responseJson(credential.response),
    };
}

function responseJson(response) {
    const clientDataJSON = toBase64url(response.clientDataJSON);
    if ('attestationObject' in response) {
        const publicKey = response.getPublicKey?.();
        return {
            clientDataJSON,
            attestationObject: toBase64url(response.attestationObject),
            authenticatorData: toBase64url(response.getAuthenticatorData()),
            transports: response.getTransports?.() ?? [],
            publicKeyAlgorithm: response.getPublicKeyAlgorithm(),
            ...(publicKey ? { publicKey: toBase64url(publicKey) } : {}),
        };
    }
    return {
        clientDataJSON,
        authenticatorData: toBase64url(response.authenticatorData),
        signature: toBase64url(response.signature),
        ...(response.userHandle ? { userHandle: toBase64url(response.userHandle) } : {}),
    };
}
