import { app, MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron'
import type { EngineChild } from './engine-host'
import type { Clock } from './heartbeat'

/** The name of the engine's process in the system's list and in Electron's metrics. */
export const engineServiceName = 'Brenier engine'

/**
 * Starts the engine's bundle as a utility process.
 * @param entry path of the engine's built entry file
 */
export function forkEngine(
  entry: string,
  environment: Readonly<Record<string, string>>,
): EngineChild<MessagePortMain> {
  const child = utilityProcess.fork(entry, [], {
    serviceName: engineServiceName,
    env: { ...environment },
    stdio: 'inherit',
    // TensorFlow's library is signed by its own makers, not by this product.
    allowLoadingUnsignedLibraries: true,
  })
  return {
    post: (message, port) => child.postMessage(message, port ? [port] : []),
    kill() {
      // A process hung in native code, or stopped, does not heed the gentle signal that child.kill() sends.
      if (child.pid === undefined) return void child.kill()
      try {
        process.kill(child.pid, 'SIGKILL')
      } catch {
        // It is gone already; its exit event is on the way.
      }
    },
    processorTime() {
      const seconds = app.getAppMetrics().find(({ pid }) => pid === child.pid)?.cpu.cumulativeCPUUsage
      return seconds === undefined ? null : seconds * 1000
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
  }
}

export function engineChannel(): { engine: MessagePortMain; window: MessagePortMain } {
  const { port1, port2 } = new MessageChannelMain()
  return { engine: port1, window: port2 }
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
}
