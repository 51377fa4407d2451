import path from 'node:path'
import type { Grant } from '../shared/contracts/window'

/** `read`: data to import. `write`: a study, read and saved in place. */
export type GrantUse = 'read' | 'write'

export interface HeldGrant {
  readonly token: string
  readonly path: string
  readonly use: GrantUse
}

/**
 * Paths the person chose by a dialog, a drop or the recent list. The window only ever holds a token; the engine
 * opens nothing that is not listed here. Tokens live as long as the app and are handed to every new engine.
 */
export class Grants {
  readonly #held = new Map<string, HeldGrant>()
  readonly #newToken: () => string
  readonly #onIssue: (grant: HeldGrant) => void

  /**
   * @param newToken makes an unguessable token
   * @param onIssue told of each new grant, before its token is given out
   */
  constructor(newToken: () => string, onIssue: (grant: HeldGrant) => void) {
    this.#newToken = newToken
    this.#onIssue = onIssue
  }

  /** @param chosen an absolute path; the same path and use give the same token again */
  issue(chosen: string, use: GrantUse): Grant {
    const known = [...this.#held.values()].find((grant) => grant.path === chosen && grant.use === use)
    const grant = known ?? { token: this.#newToken(), path: chosen, use }
    if (!known) {
      this.#held.set(grant.token, grant)
      this.#onIssue(grant)
    }
    return { token: grant.token, name: path.basename(chosen) }
  }

  all(): readonly HeldGrant[] {
    return [...this.#held.values()]
  }
}
