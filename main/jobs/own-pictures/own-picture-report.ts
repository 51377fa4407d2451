import type { OwnPictureReport } from '../../../shared/contracts/own-pictures'
import { matrix } from '../../../shared/matrix'
import { labelVote } from '../../embedding/label-vote'
import { codeSearch, placed } from '../paths/code-space'
import { decodeNormalised } from '../paths/trace-path'
import { meanSquaredError } from '../cloud/inspect-point'
import { inSpace } from '../transport/in-space'
import type { Study } from '../study/study'
import { codeOfOwn, encodedPictures, requireOwnPicture, type OwnPicture } from './own-pictures'

/** Nearest codes that vote on a label and are shown. */
const neighboursShown = 8

/**
 * What the study's model makes of pictures of the person's own, and where they stand in its cloud, which does not move.
 * @throws BrenierError `missing-stage` without a model, codes and a cloud; `bad-argument` for a picture it does not have
 */
export async function ownPictureReports(study: Study, ids: readonly string[]): Promise<OwnPictureReport[]> {
  encodedPictures(study)
  study.requireCodes()
  study.requireLayout()
  const reports: OwnPictureReport[] = []
  for (const id of ids) reports.push(await reportOf(study, requireOwnPicture(study.ownPictures, id)))
  return reports
}

async function reportOf(study: Study, own: OwnPicture): Promise<OwnPictureReport> {
  const set = study.pictures()
  const codes = study.requireCodes()
  const layout = study.requireLayout()
  const coder = study.requireCoder()
  const { height, width, channels } = set
  const code = await codeOfOwn({ coder, codes }, own)
  const asMatrix = matrix(1, code.length, code)
  const decoding = decodeNormalised(study, asMatrix)
  const search = codeSearch(codes)
  const near = search.nearest(asMatrix, Math.min(neighboursShown, codes.normalised.rows))
  const neighbours = Array.from(near.indices, (index, k) => ({
    index,
    distance: Math.sqrt(near.squaredDistances[k]!),
  }))
  const [nearest] = neighbours
  const spacing = codes.spacing[nearest!.index]!
  const drawsCodes = codes.normalised.columns <= layout.dimensions
  const at = drawsCodes ? inSpace(asMatrix) : placed(asMatrix, layout, search)
  const votes = set.labels && labelVote(near, set.labels)
  const decoded = await decoding
  return {
    id: own.id,
    name: own.name,
    picture: { height, width, channels, pixels: own.pixels },
    decoded: { height, width, channels, pixels: decoded },
    reconstructionError: meanSquaredError(own.pixels, decoded),
    offData: spacing > 0 ? nearest!.distance / spacing : 0,
    vote: votes?.labels[0] ?? -1,
    voteShare: votes?.shares[0] ?? 0,
    neighbours,
    position: [at[0]!, at[1]!, at[2]!],
  }
}
