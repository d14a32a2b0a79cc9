/** A proxy that does not let the request through, or that is not there. */
export type ProxyProblem = 'sign-in' | 'unsupported-sign-in' | 'refused' | 'unreachable';

export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly problem: ProxyProblem;
  /** `host:port` */
  readonly proxy: string;
  /** What it does, as the end of a sentence. */
  readonly state: string;

  constructor(problem: ProxyProblem, proxy: string, state: string, cause?: unknown) {
    super(`Cannot connect through the proxy "${proxy}": ${state}`, cause === undefined ? {} : { cause });
    this.problem = problem;
    this.proxy = proxy;
    this.state = state;
  }
}
