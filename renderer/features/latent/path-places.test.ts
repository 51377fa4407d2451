import { describe, expect, it } from 'vitest'
import type { PathTrace } from '../../../shared/contracts/results'
import type { LatentPath } from '../../../shared/contracts/study'
import { tornSegments } from '../../stores/cuts'
import { currentHandle, currentStep, scenePath, waypointPlace } from './path-places'

const positions = Float32Array.from([0, 0, 0, 2, 0, 0, 0, 2, 0, 2, 2, 0])
const mean = {
  kind: 'mean',
  position: [1, 1, 0],
  indices: [0, 1, 2, 3],
  weights: [0.25, 0.25, 0.25, 0.25],
} as const

const path: LatentPath = {
  id: 'path-1',
  name: 'Path 1',
  rule: 'straight',
  steps: 8,
  waypoints: [
    { kind: 'picture', index: 0 },
    { kind: 'place', position: [1, 1, 0] },
    { kind: 'picture', index: 3 },
  ],
}

const trace: PathTrace = {
  path: 'path-1',
  revision: 1,
  steps: 8,
  height: 0,
  width: 0,
  channels: 0,
  decoded: new Uint8Array(),
  nearest: Uint32Array.from([0, 0, 1, 1, 2, 2, 3, 3]),
  nearestPictures: new Uint8Array(),
  nearestDistance: new Float32Array(8),
  positions: Float32Array.from({ length: 24 }, (_, k) => k),
  jumps: new Float32Array(7),
  offData: new Float32Array(8),
  votes: new Int32Array(8),
  voteShare: new Float32Array(8),
  cellMass: new Float32Array(8),
  crossings: [{ at: 2.5, from: 1, to: 2, angle: 0.9, jump: 2, relativeJump: 2 }],
  exactCrossings: true,
  handles: [
    { waypoint: { kind: 'picture', index: 0 }, step: 0, spread: 0 },
    {
      waypoint: { ...mean, position: [1, 1, 0], indices: [0, 1, 2, 3], weights: [0.25, 0.25, 0.25, 0.25] },
      step: 4,
      spread: 1,
    },
    { waypoint: { kind: 'picture', index: 3 }, step: 7, spread: 0 },
  ],
  note: null,
  milliseconds: 6,
}

describe('waypointPlace', () => {
  it('stands a mean where it was let go while its points lie about it', () => {
    const there = {
      ...mean,
      position: [1.5, 0.5, 0.2] as [number, number, number],
      indices: [...mean.indices],
      weights: [...mean.weights],
    }
    expect(waypointPlace(there, positions)).toEqual([1.5, 0.5, 0.2])
  })

  it('stands it at the middle of its points in another layout', () => {
    const stale = {
      ...mean,
      position: [90, -40, 3] as [number, number, number],
      indices: [...mean.indices],
      weights: [...mean.weights],
    }
    expect(waypointPlace(stale, positions)).toEqual([1, 1, 0])
  })
})

describe('focus on a path', () => {
  it('follows a handle to whatever step it stands on', () => {
    const focus = { kind: 'handle', path: 'path-1', handle: 1 } as const
    expect(currentStep(focus, 'path-1', trace)).toBe(4)
    expect(currentStep(focus, 'path-2', trace)).toBeNull()
  })

  it('knows the handle that stands on the chosen step', () => {
    expect(currentHandle({ kind: 'step', path: 'path-1', step: 4 }, 'path-1', trace)).toBe(1)
    expect(currentHandle({ kind: 'step', path: 'path-1', step: 5 }, 'path-1', trace)).toBeNull()
  })
})

describe('scenePath', () => {
  const angle = { test: 'angle', value: 0.6 } as const
  const focus = { kind: 'handle', path: 'path-1', handle: 1 } as const

  it('shows the eight neighbours of the current handle only, as the engine resolved it', () => {
    const seen = scenePath(path, true, trace, positions, tornSegments(trace, angle), angle, focus, false)
    expect(seen.handles.map(({ neighbours }) => neighbours.length)).toEqual([0, 4, 0])
    expect(seen.handles.map(({ step }) => step)).toEqual([0, 4, 7])
    expect(seen.steps).toBe(trace.positions)
    expect(seen.cuts).toEqual([{ segment: 2, label: 'θ 0.90', weight: 0.9 }])
  })

  it('places steps at their nearest pictures while the layout moves', () => {
    const seen = scenePath(path, true, trace, positions, tornSegments(trace, angle), angle, focus, true)
    expect([...seen.steps!.slice(0, 9)]).toEqual([0, 0, 0, 0, 0, 0, 2, 0, 0])
  })

  it('keeps handles without steps until a trace of as many waypoints is there', () => {
    const longer = { ...path, waypoints: [...path.waypoints, { kind: 'picture', index: 1 } as const] }
    const seen = scenePath(longer, true, trace, positions, tornSegments(trace, angle), angle, focus, false)
    expect(seen.handles.map(({ step }) => step)).toEqual([null, null, null, null])
  })
})
