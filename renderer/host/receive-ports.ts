import type { PortClient } from './port-client'

/** Hands every engine port that is posted to the window to the client: the first, and one after each restart. */
export function receivePorts(target: Window, client: PortClient): void {
  target.addEventListener('message', (event: MessageEvent<unknown>) => {
    // The preload posts from this very window; nothing else may bring a port.
    if (event.source !== target) return
    const { data } = event
    if (typeof data !== 'object' || data === null || !('type' in data)) return
    const port = event.ports[0]
    if (data.type === 'brenier-engine-port' && port) client.attach(port)
  })
}
