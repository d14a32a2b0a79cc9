/** What a user told a proxy, by the proxy's `host:port`. A password never appears in a message. */
export interface ProxyCredentials {
  readonly userName: string;
  readonly password: string;
}

/** Where credentials outlive this run. */
export interface KeptCredentials {
  /** Never rejects. */
  load(): Promise<ReadonlyMap<string, ProxyCredentials>>;
  save(proxy: string, credentials: ProxyCredentials): Promise<void>;
  remove(proxy: string): Promise<void>;
}
