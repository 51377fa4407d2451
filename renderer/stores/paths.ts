import { defineStore } from 'pinia'
import { computed, ref, shallowRef, toRaw, watch } from 'vue'
import type { RequestOf } from '../../shared/contracts/methods'
import type { PathTrace } from '../../shared/contracts/results'
import type { LatentPath, PathDirection, PathRule, Threshold, Waypoint } from '../../shared/contracts/study'
import { asBrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { useCloudStore } from './cloud'
import { tornSegments, type TornSegment } from './cuts'
import { useEngineStore } from './engine'
import { useHistoryStore } from './history'
import { LatestWins } from './latest-wins'
import {
  duplicated,
  extended,
  isSameEnd,
  newPath,
  noisePath,
  pathAlong,
  pictureEnd,
  reversed,
  rivalOf,
  withInserted,
  withoutWaypoint,
  withResolved,
  withWaypoint,
  type PathEnd,
} from './path-edits'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

export const stepBounds = { least: 8, most: 64, first: 16 } as const

const mostWaypoints = 64
/** Odd, so that the picture in the middle stands on a step half way. */
const directionSteps = 17

/** No facet is singular at θ̂ = π: used while no singular set is known. */
export const nothingSingular: Threshold = { test: 'angle', value: Math.PI }

type Question = RequestOf<'path.trace'>

/**
 * The paths of the study and what the engine makes of them. Paths live in the study's view; a path whose handle is
 * held is kept apart until it is let go, so that a drag is one change. Traces follow by latest-wins: one question
 * is under way at a time, and the newest state of a path is always asked for last.
 */
export const usePathsStore = defineStore('paths', () => {
  const study = useStudyStore()
  const cloud = useCloudStore()
  const history = useHistoryStore()
  const selection = useSelectionStore()
  const engineState = useEngineStore()

  const held = shallowRef<LatentPath | null>(null)
  const traces = shallowRef<ReadonlyMap<string, PathTrace>>(new Map())
  const failure = shallowRef<{ readonly path: string; readonly message: string } | null>(null)
  const playing = ref(false)
  /** The path object that was last asked for under each id, with its revision. */
  const asked = new Map<string, { path: LatentPath; revision: number }>()
  let revision = 0
  /** When the pointer moved that a question answers, and the last of those that was answered: for the latency figure. */
  const movedAt = new Map<number, number>()
  let lastMove: number | null = null
  const answeredMove = shallowRef<{ readonly revision: number; readonly time: number } | null>(null)

  const paths = computed<readonly LatentPath[]>(() =>
    (study.view?.paths ?? []).map((path) => (held.value?.id === path.id ? held.value : toRaw(path))),
  )
  /** With the rivals that they are held against: all that is traced. */
  const traced = computed(() => paths.value.flatMap((path) => [path, rivalOf(path) ?? []].flat()))
  const active = computed(() => paths.value.find(({ id }) => id === study.view?.activePath) ?? null)
  const trace = computed(() => (active.value && traces.value.get(active.value.id)) ?? null)

  /** Where each traced path is torn. */
  const torn = computed<ReadonlyMap<string, readonly TornSegment[]>>(() => {
    const known = study.stages?.facets === 'done' ? study.threshold : null
    return new Map([...traces.value].map(([id, one]) => [id, tornSegments(one, known)]))
  })

  /** Singular crossings of a path; null before it is traced, or while nothing says which facets are singular. */
  function crossings(id: string): number | null {
    if (!study.threshold) return null
    return torn.value.get(id)?.reduce((sum, one) => sum + one.crossings.length, 0) ?? null
  }

  const tracer = new LatestWins<string, Question, PathTrace>(
    (question) => engine().request('path.trace', question),
    (id, question, outcome) => {
      if ('answer' in outcome) taken(outcome.answer)
      else failed(id, question.revision, outcome.error)
    },
    () => study.view?.activePath ?? null,
  )

  function ask(path: LatentPath): void {
    revision += 1
    asked.set(path.id, { path, revision })
    if (lastMove !== null && held.value === path) movedAt.set(revision, lastMove)
    tracer.submit(path.id, { path, revision, threshold: toRaw(study.threshold) ?? nothingSingular })
  }

  function taken(answer: PathTrace): void {
    const known = traces.value.get(answer.path)
    const latest = asked.get(answer.path)
    if (!latest || (known && known.revision >= answer.revision)) return
    traces.value = new Map(traces.value).set(answer.path, answer)
    const time = movedAt.get(answer.revision)
    if (time !== undefined) answeredMove.value = { revision: answer.revision, time }
    for (const older of movedAt.keys()) if (older <= answer.revision) movedAt.delete(older)
    if (failure.value?.path === answer.path) failure.value = null
    if (answer.revision === latest.revision) settle(answer)
  }

  function failed(id: string, failedRevision: number, error: unknown): void {
    // A newer state of the path is under way: its answer counts.
    if (asked.get(id)?.revision !== failedRevision) return
    failure.value = { path: id, message: asBrenierError(error).message }
  }

  /** Puts what a place was resolved to in its stead; the codes are the same, so nothing is asked anew. */
  function settle(answer: PathTrace): void {
    const path = find(answer.path)
    // The path may have changed since it was asked for: that state will be asked for in its turn.
    if (!path || asked.get(path.id)?.path !== path || held.value) return
    const resolved = withResolved(
      path,
      answer.handles.map(({ waypoint }) => waypoint),
    )
    if (resolved === path) return
    asked.set(path.id, { path: resolved, revision: answer.revision })
    history.silently(() => replace(resolved))
  }

  function replace(path: LatentPath): void {
    study.changeView({ paths: paths.value.map((old) => (old.id === path.id ? path : old)) })
  }

  function add(path: LatentPath): void {
    study.changeView({ paths: [...paths.value, path], activePath: path.id })
  }

  function find(id: string): LatentPath | undefined {
    return paths.value.find((path) => path.id === id)
  }

  function edit(id: string, change: (path: LatentPath) => LatentPath): void {
    const path = find(id)
    if (path) replace(change(path))
  }

  function create(from: PathEnd, to: PathEnd): void {
    if (isSameEnd(from, to)) return
    const path = newPath(paths.value, from, to, stepBounds.first)
    history.asOne(() => {
      add(path)
      selection.choose({ kind: 'handle', path: path.id, handle: 1 })
    })
  }

  /** A path between any two waypoints, such as cells of a grid. */
  function createBetween(from: Waypoint, to: Waypoint): void {
    const path = {
      ...newPath(paths.value, pictureEnd(0), pictureEnd(0), stepBounds.first),
      waypoints: [from, to],
    }
    history.asOne(() => {
      add(path)
      selection.choose({ kind: 'handle', path: path.id, handle: 1 })
    })
  }

  /** Leads a path on to a picture. */
  function extend(id: string, to: PathEnd): void {
    const path = find(id)
    if (!path || path.direction || path.waypoints.length >= mostWaypoints) return
    history.asOne(() => {
      replace(extended(path, to))
      selection.choose({ kind: 'handle', path: id, handle: path.waypoints.length })
    })
  }

  /** A path along ± a direction through a picture. */
  function createAlong(through: PathEnd, direction: PathDirection, name: string): void {
    const path = pathAlong(paths.value, through, direction, name.slice(0, 80), directionSteps)
    history.asOne(() => {
      add(path)
      selection.choose({ kind: 'handle', path: path.id, handle: 0 })
    })
  }

  /** How far a path goes along its direction. Until `history.endGesture` all changes are one. */
  function setStrength(id: string, strength: number): void {
    history.beginGesture()
    edit(id, (path) => (path.direction ? { ...path, direction: { ...path.direction, strength } } : path))
  }

  /** A path through noise over the cells of pictures, such as a segment of the discontinuity test. */
  function createThroughNoise(pictures: readonly number[]): void {
    add(noisePath(paths.value, pictures, stepBounds.first))
  }

  function activate(id: string | null): void {
    study.changeView({ activePath: id }, true)
    if (selection.focus.kind !== 'point') selection.choose({ kind: 'none' })
  }

  /** A handle is taken: until `release` all moves are one change. */
  function grab(id: string, handle: number): void {
    held.value = find(id) ?? null
    selection.choose({ kind: 'handle', path: id, handle })
  }

  /** @param time the pointer event's own time stamp, where there was one */
  function moveHandle(handle: number, waypoint: Waypoint, time: number | null = null): void {
    lastMove = time
    if (held.value) held.value = withWaypoint(held.value, handle, waypoint)
  }

  function release(): void {
    const path = held.value
    if (!path) return
    const before = study.view?.paths.find(({ id }) => id === path.id)
    // The same object stands in the view now, so nothing is asked anew.
    if (before && toRaw(before) !== path) replace(path)
    held.value = null
    const answer = traces.value.get(path.id)
    if (answer && answer.revision === asked.get(path.id)?.revision) settle(answer)
  }

  /** Another waypoint where the path was double-clicked. */
  function insert(id: string, step: number, position: readonly [number, number, number]): void {
    const path = find(id)
    // Along a direction one handle says all.
    if (!path || path.direction) return
    const steps = traces.value.get(id)?.handles.map((handle) => handle.step) ?? []
    const inserted = withInserted(path, steps, step, { kind: 'place', position: [...position] })
    history.asOne(() => {
      replace(inserted.path)
      selection.choose({ kind: 'handle', path: id, handle: inserted.handle })
    })
  }

  /** Takes a waypoint away; with fewer than three, the path. */
  function removeHandle(id: string, handle: number): void {
    const path = find(id)
    const shorter = path && withoutWaypoint(path, handle)
    if (!shorter) {
      remove(id)
      return
    }
    history.asOne(() => {
      replace(shorter)
      selection.choose({ kind: 'handle', path: id, handle: Math.min(handle, shorter.waypoints.length - 1) })
    })
  }

  function remove(id: string): void {
    const rest = paths.value.filter((path) => path.id !== id)
    const next = study.view?.activePath === id ? (rest.at(-1)?.id ?? null) : (study.view?.activePath ?? null)
    history.asOne(() => {
      study.changeView({ paths: rest, activePath: next })
      selection.choose({ kind: 'none' })
    })
  }

  function duplicate(id: string): void {
    const path = find(id)
    if (path) add(duplicated(paths.value, path))
  }

  const reverse = (id: string): void => edit(id, reversed)

  /** Another rule; the one that the path is held against trades places with it. */
  function setRule(id: string, rule: PathRule): void {
    edit(id, (path) => ({ ...path, rule, ...(path.against === rule && { against: path.rule }) }))
  }

  /** Holds a path against itself by another rule, or no longer. */
  function setAgainst(id: string, rule: PathRule | null): void {
    edit(id, ({ against: _, ...path }) => (rule ? { ...path, against: rule } : path))
  }

  function setSteps(id: string, steps: number): void {
    const within = Math.min(stepBounds.most, Math.max(stepBounds.least, Math.round(steps)))
    edit(id, (path) => (path.steps === within ? path : { ...path, steps: within }))
  }

  function rename(id: string, name: string): void {
    const trimmed = name.trim().slice(0, 80)
    if (trimmed) edit(id, (path) => ({ ...path, name: trimmed }))
  }

  function setPlaying(on: boolean): void {
    playing.value = on && trace.value !== null
  }

  /** What a trace is made from beside the path itself. */
  const ground = computed(() =>
    [
      study.threshold?.test,
      study.threshold?.value,
      study.stages?.codes,
      study.stages?.transport,
      study.stages?.facets,
      study.stages?.cloud === 'done',
      engineState.handshakes,
    ].join(),
  )
  /** Paths need codes and some layout, be it the principal components while t-SNE has yet to come. */
  const traceable = computed(() => study.stages?.codes === 'done' && cloud.cloud !== null)

  watch(
    [traced, ground, traceable],
    ([list, , ready], [, groundBefore]) => {
      for (const id of asked.keys()) if (!list.some((path) => path.id === id)) forgetPath(id)
      if (!ready) return
      const all = groundBefore !== ground.value
      for (const path of list) if (all || asked.get(path.id)?.path !== path) ask(path)
    },
    { immediate: true },
  )

  function forgetPath(id: string): void {
    asked.delete(id)
    tracer.withdraw(id)
    if (!traces.value.has(id)) return
    const rest = new Map(traces.value)
    rest.delete(id)
    traces.value = rest
  }

  watch(
    () => study.id,
    () => {
      tracer.forget()
      asked.clear()
      traces.value = new Map()
      held.value = null
      failure.value = null
      playing.value = false
    },
    { flush: 'sync' },
  )

  return {
    paths,
    active,
    trace,
    traces,
    torn,
    crossings,
    held,
    failure,
    playing,
    answeredMove,
    traceable,
    create,
    createBetween,
    extend,
    createAlong,
    setStrength,
    createThroughNoise,
    activate,
    grab,
    moveHandle,
    release,
    insert,
    removeHandle,
    remove,
    duplicate,
    reverse,
    setRule,
    setAgainst,
    setSteps,
    rename,
    setPlaying,
  }
})
