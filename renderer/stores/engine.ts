import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { EngineInfo } from '../../shared/contracts/results'
import type { EngineStatus } from '../../shared/contracts/window'
import { engine } from '../host/connection'

/** Whether the engine runs, and what it runs on. */
export const useEngineStore = defineStore('engine', () => {
  const status = ref<EngineStatus>({ state: 'starting' })
  const info = shallowRef<EngineInfo | null>(null)
  /** Counts finished handshakes: after the first, the engine has been started anew. */
  const handshakes = ref(0)

  function setStatus(next: EngineStatus): void {
    status.value = next
  }

  /** Called once the engine has greeted back. */
  async function welcomed(): Promise<void> {
    status.value = { state: 'ready' }
    handshakes.value += 1
    info.value = await engine().request('engine.info', {})
  }

  return { status, info, handshakes, setStatus, welcomed }
})
