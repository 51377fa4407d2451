import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { cellWeights, type GridReport, type LatentGrid } from '../../shared/contracts/grid'
import type { Waypoint } from '../../shared/contracts/study'
import { asBrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { useCloudStore } from './cloud'
import { usePathsStore } from './paths'
import { useStudyStore } from './study'

const firstSize = 7

/** A grid of pictures between three, decoded; two clicks in it make a path. The view keeps it. */
export const useGridStore = defineStore('grid', () => {
  const study = useStudyStore()
  const cloud = useCloudStore()
  const paths = usePathsStore()

  const report = shallowRef<GridReport | null>(null)
  const failure = ref<string | null>(null)
  /** The cell at which a path is begun. */
  const begun = ref<number | null>(null)

  const grid = computed<LatentGrid | null>(() => study.view?.grid ?? null)
  const ready = computed(
    () => study.summary?.decodes === true && study.stages?.codes === 'done' && study.stages.cloud === 'done',
  )
  /** Whether the way to the right, and below, of each cell crosses the singular set. */
  const torn = computed(() => {
    const { threshold } = study
    const found = report.value
    if (!found || !threshold || study.stages?.facets !== 'done') return null
    const past = (angle: Float32Array, jump: Float32Array) =>
      Array.from(threshold.test === 'angle' ? angle : jump, (value) => value > threshold.value)
    return {
      right: past(found.rightAngle, found.rightJump),
      below: past(found.belowAngle, found.belowJump),
    }
  })

  function span(corners: LatentGrid['corners']): void {
    study.changeView({ grid: { corners, size: grid.value?.size ?? firstSize } })
  }

  function resize(size: number): void {
    if (grid.value) study.changeView({ grid: { ...grid.value, size } })
  }

  function close(): void {
    study.changeView({ grid: null })
  }

  /** What a path stands on at a cell: a picture at a corner, else the weighted mean of the three. */
  function waypointAt(cell: number): Waypoint | null {
    const found = report.value
    if (!found || !grid.value) return null
    const weights = cellWeights(cell, found.size)
    const corner = weights.findIndex((weight) => weight === 1)
    if (corner >= 0 && weights.every((weight, k) => k === corner || weight === 0))
      return { kind: 'picture', index: grid.value.corners[corner]! }
    const [x = 0, y = 0, z = 0] = found.positions.subarray(3 * cell, 3 * cell + 3)
    return { kind: 'mean', position: [x, y, z], indices: [...grid.value.corners], weights: [...weights] }
  }

  /** The first cell begins a path, the second ends it; the same one again gives it up. */
  function pick(cell: number): void {
    if (begun.value === null || begun.value === cell) {
      begun.value = begun.value === null ? cell : null
      return
    }
    const [from, to] = [waypointAt(begun.value), waypointAt(cell)]
    begun.value = null
    if (from && to) paths.createBetween(from, to)
  }

  watch(
    [
      grid,
      ready,
      () => study.openings,
      () => study.summary?.model?.run,
      () => study.summary?.model?.epoch,
      () => (ready.value ? cloud.cloud?.revision : null),
    ],
    async ([wanted, can], _, onCleanup) => {
      begun.value = null
      failure.value = null
      if (!wanted || !can) {
        report.value = null
        return
      }
      let outdated = false
      onCleanup(() => (outdated = true))
      try {
        const found = await engine().request('grid.decode', {
          corners: [...wanted.corners],
          size: wanted.size,
        })
        if (!outdated) report.value = found
      } catch (error) {
        if (!outdated) failure.value = asBrenierError(error).message
      }
    },
    { immediate: true },
  )

  return { grid, report, failure, begun, torn, span, resize, close, pick }
})
