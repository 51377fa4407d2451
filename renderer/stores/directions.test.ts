import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useCloudStore } from './cloud'
import { useDirectionsStore } from './directions'
import { useHistoryStore } from './history'
import { pictureEnd } from './path-edits'
import { usePathsStore } from './paths'
import { useSelectedPointsStore } from './selected-points'
import { useStudyStore } from './study'

beforeEach(async () => {
  setActivePinia(createPinia())
  const client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
  client.openFinished('faces')
  useHistoryStore()
  useCloudStore()
  await useStudyStore().refresh()
})

describe('a path along a direction', () => {
  it('leads between what was chosen, through one picture, and is traced with its handle half way', async () => {
    const directions = useDirectionsStore()
    const paths = usePathsStore()
    const [first, second] = directions.towards
    directions.toward = first!.value
    directions.away = second!.value
    directions.create(pictureEnd(7))
    expect(paths.active).toMatchObject({ waypoints: [pictureEnd(7)], direction: { strength: 1 }, steps: 17 })
    await vi.waitFor(() => expect(paths.trace?.handles).toHaveLength(1))
    expect(paths.trace!.handles[0]!.step).toBe(8)
  })

  it('is held against all others where the two are the same, and offers what is selected', () => {
    const directions = useDirectionsStore()
    const selected = useSelectedPointsStore()
    selected.take(Uint32Array.of(3, 4, 5))
    const [selection] = directions.towards
    expect(selection!.label).toBe('The selection')
    directions.toward = selection!.value
    directions.away = selection!.value
    directions.create(pictureEnd(0))
    expect(usePathsStore().active!.direction).toMatchObject({
      plus: { kind: 'items', items: '3-5' },
      minus: { kind: 'rest' },
    })
  })

  it('changes its strength as one move, turns round, and takes no second handle', () => {
    const directions = useDirectionsStore()
    const history = useHistoryStore()
    const paths = usePathsStore()
    directions.create(pictureEnd(0))
    const { id, direction } = paths.active!
    for (const strength of [1.2, 1.8, 2.5]) paths.setStrength(id, strength)
    history.endGesture()
    expect(paths.active!.direction!.strength).toBe(2.5)
    history.undo()
    expect(paths.active!.direction!.strength).toBe(1)
    paths.reverse(id)
    expect(paths.active!.direction).toMatchObject({ plus: direction!.minus, minus: direction!.plus })
    paths.insert(id, 3, [0, 0, 0])
    paths.extend(id, pictureEnd(5))
    expect(paths.active!.waypoints).toHaveLength(1)
  })
})
