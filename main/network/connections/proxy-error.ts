/** A proxy that was reached and does not let the request through. */
export type ProxyProblem = 'sign-in' | 'unsupported-sign-in' | 'refused';

export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly problem: ProxyProblem;
  /** `host:port` */
  readonly proxy: string;

  constructor(problem: ProxyProblem, proxy: string, state: string) {
    super(`Cannot connect through the proxy "${proxy}": ${state}`);
    this.problem = problem;
    this.proxy = proxy;
  }
}
