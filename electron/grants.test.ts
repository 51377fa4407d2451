import { describe, expect, it } from 'vitest'
import { Grants, type HeldGrant } from './grants'

function grants() {
  const told: HeldGrant[] = []
  let made = 0
  return {
    told,
    held: new Grants(
      () => `token-${made++}`,
      (grant) => told.push(grant),
    ),
  }
}

describe('grants', () => {
  it('give the window a token and a name, and the engine the path', () => {
    const { held, told } = grants()
    expect(held.issue('/data/faces', 'read')).toEqual({ token: 'token-0', name: 'faces' })
    expect(told).toEqual([{ token: 'token-0', path: '/data/faces', use: 'read' }])
  })

  it('do not grow with the same choice made again', () => {
    const { held, told } = grants()
    const first = held.issue('/data/faces', 'read')
    expect(held.issue('/data/faces', 'read')).toEqual(first)
    expect(told).toHaveLength(1)
  })

  it('for reading do not let anybody write', () => {
    const { held } = grants()
    expect(held.issue('/data/faces', 'read').token).not.toBe(held.issue('/data/faces', 'write').token)
  })

  it('are all remembered for the next engine', () => {
    const { held } = grants()
    held.issue('/a', 'read')
    held.issue('/b', 'write')
    expect(held.all().map((grant) => grant.path)).toEqual(['/a', '/b'])
  })
})
