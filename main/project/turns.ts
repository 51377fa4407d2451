/** The work under way on studies' folders. */
let underWay: Promise<unknown> = Promise.resolve()

/**
 * Works on a study's folder once all work asked for before is done, failed or not: a save removes the files it does not
 * name, among them those another would just have written.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = underWay.then(work)
  underWay = turn.catch(() => undefined)
  return turn
}
