// Requests to the server, as docs/server-api.md has them.

/** An answer that is an error. The code is the server's; `offline` and `internal` are for what is no answer of the interface. */
export class ApiError extends Error {
    constructor(code, body = {}) {
        super(code);
        this.name = 'ApiError';
        this.code = code;
        this.body = body;
    }
}

/** Who this browser is; the answer sets its cookie. */
export function session() {
    return call('GET', '/api/session');
}

/** A request and the JSON of its answer. */
export async function call(method, address, body) {
    try {
        return await once(method, address, body);
    } catch (error) {
        // The server has forgotten this browser, which may have been open for days. An answer to a ceremony is not sent again:
        // the ceremony went with the session, or the answer was stored and only its reply was lost.
        if (error.code !== 'no-session' || method === 'GET' || body?.credential !== undefined) {
            throw error;
        }
        await once('GET', '/api/session');
        return once(method, address, body);
    }
}

async function once(method, address, body) {
    const request = { method, credentials: 'same-origin', cache: 'no-store', redirect: 'error' };
    if (body !== undefined) {
        request.headers = { 'Content-Type': 'application/json' };
        request.body = JSON.stringify(body);
    }
    let response;
    try {
        response = await fetch(address, request);
    } catch {
        throw new ApiError('offline');
    }
    if (response.status === 204) {
        return {};
    }
    const answer = await json(response);
    if (!response.ok) {
        const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
        throw new ApiError(answer?.error ?? 'internal', { retryAfter, ...answer });
    }
    if (answer === null) {
        throw new ApiError('internal');
    }
    return answer;
}

async function json(response) {
    try {
        return await response.json();
    } catch {
        return null;
    }
}
