import { describe, expect, it } from 'vitest'
import { matrix } from '../../../shared/matrix'
import { pointSet } from '../../data/picture-set'
import { clusterGroups, labelledGroups, typicalItems } from './mode-groups'

const line = (...values: number[]) => matrix(values.length, 1, Float32Array.from(values))
const bags = pointSet('things', line(0, 1, 2, 10, 11, 12, 20, 21), Int32Array.of(0, 0, 0, 1, 1, 0, 0, -1), [
  'Bag',
  'Shirt',
])

describe('mode groups', () => {
  it('names clusters by their clear majority and numbers them, the largest first, leaving out empty ones', () => {
    const { names, real } = clusterGroups(bags, [1, 1, 1, 3, 3, 3, 4, 4], 5)
    expect(names).toEqual(['Bag 1', 'Shirt 1', 'Bag 2'])
    expect([...real]).toEqual([0, 0, 0, 1, 1, 1, 2, 2])
  })

  it('names a cluster of two classes by both', () => {
    expect(clusterGroups(bags, [1, 1, 0, 0, 0, 0, 1, 1], 2).names).toEqual(['Bag, shirt 1', 'Bag 1'])
  })

  it('numbers clusters where nothing is labelled, and says then that there are no classes', () => {
    const plain = pointSet('plain', line(0, 1, 5), null, null)
    expect(clusterGroups(plain, [0, 0, 1], 2).names).toEqual(['Cluster 1', 'Cluster 2'])
    expect(() => labelledGroups(plain, { kind: 'class' })).toThrow('Take clusters')
    expect(() => labelledGroups(bags, { kind: 'attribute', name: 'Hat' })).toThrow('no attributes')
  })

  it('takes the item nearest to the mean as typical, and none for a mode without items', () => {
    const groups = { names: ['a', 'b', 'c'], real: Int32Array.of(0, 0, 0, 1, 1, 1, -1, -1) }
    expect(typicalItems(groups, bags.points)).toEqual([1, 4, null])
  })
})
