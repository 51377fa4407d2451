import type { Matrix } from '../../shared/matrix'
import { assign, assignmentSolver, kantorovichPotentials, type AssignmentProblem } from './assignment'

const solver = assignmentSolver()

function solved(problem: AssignmentProblem) {
  const found = assign(problem, { solver })
  return { partners: found.permutation, potential: kantorovichPotentials(found).atA }
}

/** Exact matchings under ½|x − y|² in the calling thread, as trainings take them. */
export async function match(a: Matrix, b: Matrix) {
  const { partners, potential } = solved({ cost: 'sqeuclidean', a, b })
  return { partners, potential: potential.map((height) => height / 2) }
}

/** The same for a table of costs, [n, n]. */
export async function matchCosts(costs: Float32Array) {
  return solved({ cost: { size: Math.sqrt(costs.length), costs } })
}
