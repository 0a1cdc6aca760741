/** A clear no from the service (RFC 9457), or no answer at all: then `status` is 0 and `code` is "unreachable". */
export class SwarmProblem extends Error {
  /** @param {{status: number, code: string, title?: string, detail?: string, retryAfter?: number}} problem */
  constructor({ status, code, title, detail, retryAfter = 0 }, options) {
    super(detail || title || code, options);
    this.name = 'SwarmProblem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    /** Milliseconds after which to ask again, where the service said so. */
    this.retryAfter = retryAfter;
  }

  /** True if the same request may well succeed later. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** @param {Response} response one that is not ok */
  static async of(response) {
    const body = await response.json().catch(() => ({}));
    const seconds = Number(response.headers.get('Retry-After'));
    return new SwarmProblem({
      status: response.status,
      code: body.code ?? `http_${response.status}`,
      title: body.title ?? response.statusText,
      detail: body.detail,
      retryAfter: body.retry_after_ms ?? (seconds > 0 ? seconds * 1000 : 0),
    });
  }
}

export function unreachable(detail, cause) {
  return new SwarmProblem({ status: 0, code: 'unreachable', detail }, { cause });
}
