import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { neighbourAccuracy } from './nearest-neighbour-accuracy'

const line = (...values: number[]) => matrix(values.length, 1, Float32Array.from(values))
const train = { points: line(0, 1, 2, 10, 11, 12), labels: [0, 0, 0, 2, 2, 2] }

describe('neighbourAccuracy', () => {
  it('is the share of test points whose class the vote tells, by class too', () => {
    const test = { points: line(0.4, 1.6, 9, 3), labels: [0, 0, 2, 2] }
    const { accuracy, classes, told, neighbours, trainingPoints } = neighbourAccuracy(train, test, 3)
    expect([...told]).toEqual([0, 0, 2, 0])
    expect(accuracy).toMatchObject({ count: 3, of: 4, share: 0.75 })
    expect(classes.map((share) => share?.share ?? null)).toEqual([1, null, 0.5])
    expect([neighbours, trainingPoints]).toEqual([3, 6])
  })

  it('gives a tied vote to the lower class', () => {
    expect([...neighbourAccuracy(train, { points: line(6.4), labels: [2] }, 6).told]).toEqual([0])
  })

  it('is certain where there is one class, and leaves unknown classes out of vote and count', () => {
    const one = { points: line(0, 1), labels: [0, 0] }
    expect(neighbourAccuracy(one, one, 2).accuracy.share).toBe(1)
    const partly = { points: line(0, 5, 5.1), labels: [1, -1, -1] }
    const { accuracy, told, trainingPoints } = neighbourAccuracy(
      partly,
      { points: line(5, 4), labels: [1, -1] },
      1,
    )
    expect(accuracy).toMatchObject({ count: 1, of: 1 })
    expect([...told]).toEqual([1, 1])
    expect(trainingPoints).toBe(1)
  })

  it('refuses more neighbours than points, missing labels, other dimensions and NaN', () => {
    expect(() => neighbourAccuracy(train, train, 7)).toThrow('Expected 1 to 6 neighbours, got 7')
    expect(() => neighbourAccuracy({ ...train, labels: [0] }, train)).toThrow('Expected 6 labels')
    expect(() => neighbourAccuracy({ points: line(1), labels: [-1] }, train)).toThrow('got none among 1')
    const plane = { points: matrix(1, 2), labels: [0] }
    expect(() => neighbourAccuracy(train, plane)).toThrow('of 1 dimensions')
    expect(() => neighbourAccuracy(train, { points: line(Number.NaN), labels: [0] })).toThrow('NaN')
  })
})
