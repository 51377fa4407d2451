import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { OwnModelReport, OwnNets } from '../../shared/contracts/own-model'
import type { Grant } from '../../shared/contracts/window'
import { asBrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** Files of a model, as far as the person has chosen them. */
export interface ChosenNets {
  readonly encoder: Grant | null
  readonly decoder: Grant | null
}

/** A model of the person's own that is being chosen: its nets, and what a round trip through them shows. */
export const useOwnModelStore = defineStore('own-model', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const notices = useNoticesStore()

  /** Null while nobody is asked. */
  const chosen = shallowRef<ChosenNets | null>(null)
  const report = shallowRef<OwnModelReport | null>(null)
  const refused = shallowRef<string | null>(null)
  const checking = shallowRef(false)

  const nets = computed<OwnNets | null>(() => {
    const { encoder, decoder } = chosen.value ?? {}
    const net = ({ token }: Grant) => ({ file: token, output: null, range: null })
    // Pictures without codes need the encoder too: half a model is not checked.
    if (!decoder || (!encoder && study.trains)) return null
    return { encoder: encoder ? net(encoder) : null, decoder: net(decoder) }
  })
  const canTake = computed(() => report.value !== null && jobs.current === null)

  function ask(): void {
    chosen.value = { encoder: null, decoder: null }
  }

  function close(): void {
    chosen.value = null
  }

  function choose(part: keyof ChosenNets, grant: Grant | null): void {
    if (chosen.value) chosen.value = { ...chosen.value, [part]: grant }
  }

  /** Makes the nets the study's model, and what rests on it anew. */
  function take(): void {
    if (!nets.value || !canTake.value) return
    void jobs.start({ kind: 'own-model', nets: nets.value })
    close()
  }

  async function drop(): Promise<void> {
    try {
      await engine().request('own-model.drop', {})
    } catch (error) {
      notices.fail('Your model could not be let go', error)
    }
  }

  watch(nets, async (wanted, _, onCleanup) => {
    report.value = null
    refused.value = null
    checking.value = wanted !== null
    if (!wanted) return
    let outdated = false
    onCleanup(() => (outdated = true))
    try {
      const found = await engine().request('own-model.check', wanted)
      if (!outdated) report.value = found
    } catch (error) {
      if (!outdated) refused.value = asBrenierError(error).message
    }
    if (!outdated) checking.value = false
  })
  watch(() => study.openings, close, { flush: 'sync' })

  return { chosen, report, refused, checking, canTake, ask, close, choose, take, drop }
})
