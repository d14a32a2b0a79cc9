/** The fetches there are, of all mini-programs. A caller is known by its `appId`; nothing of one is shown to another. */
import type { BackgroundFetchJob } from './job.ts';

export class JobList {
  readonly #jobs = new Map<string, BackgroundFetchJob>();

  add(job: BackgroundFetchJob): void {
    this.#jobs.set(job.uuid, job);
  }

  remove(job: BackgroundFetchJob): void {
    this.#jobs.delete(job.uuid);
  }

  /** Whether there is a fetch with this `uuid`, of whichever mini-program. */
  has(uuid: string): boolean {
    return this.#jobs.has(uuid);
  }

  all(): BackgroundFetchJob[] {
    return [...this.#jobs.values()];
  }

  ofApp(appId: string): BackgroundFetchJob[] {
    return this.all().filter((job) => job.appId === appId);
  }

  get(appId: string, uuid: string): BackgroundFetchJob | null {
    const job = this.#jobs.get(uuid);
    return job?.appId === appId ? job : null;
  }

  active(appId: string, scope: string, id: string): BackgroundFetchJob | null {
    return this.ofApp(appId).find((job) => job.isActive && job.state.id === id && job.state.scope === scope) ?? null;
  }
}
