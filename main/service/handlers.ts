import { encodeGif } from '../data/gif'
import type { EngineInfo } from '../../shared/contracts/results'
import { discontinuityReport } from '../jobs/transport/discontinuity-report'
import { cloudMessage } from '../jobs/cloud/embed-codes'
import { facetTable } from '../jobs/transport/find-facets'
import { comparedTable } from '../jobs/compare/compared-table'
import { drawnClouds, pictureThroughRuns, runClouds, traceThroughRuns } from '../jobs/compare/comparison'
import { nearestOfAny } from '../jobs/cloud/nearest-items'
import { inspectPoint } from '../jobs/cloud/inspect-point'
import { planePoints } from '../jobs/study/plane-points'
import { labelsOf } from '../jobs/study/study-labels'
import { drawnPictures, drawsNearMode } from '../jobs/modes/mode-pictures'
import { generatedCloud } from '../jobs/cloud/generated-cloud'
import { itemValues } from '../jobs/cloud/item-values'
import { mapperHistory } from '../jobs/mappers/mapper-history'
import { orderFrom } from '../jobs/cloud/order-from'
import { addOwnPicture } from '../jobs/own-pictures/own-pictures'
import { ownPictureReports } from '../jobs/own-pictures/own-picture-report'
import { pseudoInputsOf } from '../jobs/training/pseudo-inputs'
import { studyTables } from '../jobs/export/study-tables'
import { zipped } from '../jobs/export/zipped'
import { studyReport, tracesOf } from '../jobs/report/study-report'
import { recipeOf } from '../jobs/study/recipe'
import { listRecipes } from '../jobs/study/recipe-files'
import { removeRun, renameRun } from '../jobs/training/runs'
import { decodeGrid } from '../jobs/paths/code-grid'
import { pathAnimation } from '../jobs/paths/path-animation'
import { tracePath } from '../jobs/paths/trace-path'
import { transportState } from '../jobs/transport/solve-transport'
import { thumbnails } from '../jobs/cloud/thumbnails'
import { epochView, storedHistory } from '../jobs/training/training-history'
import {
  displacement,
  mapPoint,
  planeDiagram,
  planeSlice,
  solidDiagram,
} from '../jobs/transport/transport-views'
import type { Handlers } from './server'
import type { Session } from './session'

const done = { done: true } as const

/** Every method of the contract, over one session. */
export function handlers(session: Session, info: () => Promise<EngineInfo>): Handlers {
  const { tools } = session
  return {
    'engine.info': info,

    'study.recipes': async () =>
      (await listRecipes(tools.resources)).map(({ name, title, description, facts, data }) => ({
        name,
        title,
        description,
        facts,
        data: data.kind === 'sample' ? data.name : data.kind === 'path' ? data.path : data.codes,
      })),
    'study.create': ({ recipe, source, name }) => session.create(recipe, source, name),
    'study.open': ({ token }) => session.open(token),
    'study.summary': () => session.summary(),
    'study.save': ({ token, view }) => session.save(token, view),
    'study.keepView': (view) => {
      session.keepView(view)
      return done
    },
    'study.rename': ({ name }) => session.rename(name),
    'study.recipe': () => {
      const recipe = recipeOf(session.requireStudy())
      return { name: recipe.name, json: `${JSON.stringify(recipe, null, 2)}\n` }
    },
    'study.report': async () => {
      const study = session.requireStudy()
      const html = await studyReport(study, await tracesOf(study, tools), tools.resources)
      return { name: recipeOf(study).name, html: new TextEncoder().encode(html) }
    },
    'study.tables': async ({ items }) => {
      const study = session.requireStudy()
      return { name: recipeOf(study).name, zip: await zipped(await studyTables(study, items)) }
    },
    'study.close': async () => {
      await session.close()
      return done
    },

    'reproduce.list': () => session.reproductions.list(),
    'reproduce.report': (choice) => session.reproductions.report(choice),

    'job.start': (request) => session.start(request),
    'job.pause': ({ id }) => session.jobs.pause(id),
    'job.resume': ({ id }) => session.jobs.resume(id),
    'job.step': ({ id }) => session.jobs.step(id),
    'job.cancel': ({ id }) => session.jobs.cancel(id),

    'data.sizes': ({ token, fitting }) => session.pictureSizes(token, fitting),
    'data.labels': () => labelsOf(session.requireStudy().data),
    'data.plane': () => planePoints(session.requireStudy().data, tools),
    'data.atlas': ({ indices, cell }) => thumbnails(session.requireStudy(), indices, cell),
    'training.history': ({ run }) => storedHistory(session.requireStudy(), run),
    'training.epoch': ({ run, epoch }) => epochView(session.requireStudy(), run, epoch, tools),
    'mapper.history': () => {
      const { mapper } = session.requireStudy()
      return mapper && mapperHistory(mapper.checkpoint.losses, mapper.checkpoint.training.steps)
    },
    'model.pseudoInputs': () => {
      const study = session.requireStudy()
      return study.model ? pseudoInputsOf(study.model.network, study.pictures()) : null
    },
    'own-model.check': (nets) => session.checkOwnModel(nets),
    'own-model.drop': () => session.dropOwnModel(),
    'run.use': ({ run, epoch }) => session.useRun(run, epoch),
    'run.rename': ({ run, name }) => session.changeRuns((study) => renameRun(study, run, name)),
    'run.remove': ({ run }) => session.changeRuns((study) => removeRun(study, run)),
    'compare.table': () => comparedTable(session.requireStudy()),
    'compare.clouds': ({ runs }) => runClouds(session.requireStudy(), runs, tools),
    'compare.picture': ({ runs, index }) => pictureThroughRuns(session.requireStudy(), runs, index, tools),
    'compare.drawn': ({ columns }) => drawnClouds(session.requireStudy(), columns, tools),
    'compare.path': ({ columns, path, revision, threshold }) =>
      traceThroughRuns(session.requireStudy(), columns, path, revision, threshold, tools),
    'cloud.get': () => cloudMessage(session.requireStudy()),
    'cloud.values': async ({ of, from }) => {
      const study = session.requireStudy()
      return { values: of === 'order' ? await orderFrom(study.data, from) : itemValues(study, of) }
    },
    'cloud.generated': () => generatedCloud(session.requireStudy()),
    'facets.get': () => facetTable(session.requireStudy()),
    'transport.state': () => transportState(session.requireStudy()),
    'transport.diagram': () => planeDiagram(session.requireStudy()),
    'transport.solid': () => solidDiagram(session.requireStudy(), tools),
    'transport.slice': ({ items, size }) => planeSlice(session.requireStudy(), items, size, tools),
    'transport.displacement': ({ draws, seed }) => displacement(session.requireStudy(), draws, seed),
    'transport.map': ({ point }) => mapPoint(session.requireStudy(), point),
    'discontinuity.report': ({ threshold }) => discontinuityReport(session.requireStudy(), threshold),
    'point.inspect': ({ index }) => inspectPoint(session.requireStudy(), index),
    'codes.neighbours': ({ items, k }) => ({ items: nearestOfAny(session.requireStudy(), items, k) }),
    'own.preview': ({ token, fitting }) => session.fitPicture(token, fitting),
    'own.add': async ({ token, fitting }) => {
      const study = session.requireStudy()
      return addOwnPicture(study, await session.fitPicture(token, fitting))
    },
    'own.reports': ({ ids }) => ownPictureReports(session.requireStudy(), ids),
    'modes.get': () => session.requireStudy().modes?.report ?? null,
    'modes.near': ({ mode, count }) => drawsNearMode(session.requireStudy(), mode, count),
    'modes.pictures': ({ draws }) => drawnPictures(session.requireStudy(), draws),
    'grid.decode': (grid) => decodeGrid(session.requireStudy(), grid),
    'path.trace': ({ path, revision, threshold }) =>
      tracePath(session.requireStudy(), path, revision, threshold, tools),
    'path.animation': async ({ path, threshold }) => ({
      gif: await pathAnimation(session.requireStudy(), path, threshold, tools),
    }),
    'frames.gif': async ({ millisecondsPerFrame, ...frames }) => ({
      gif: await encodeGif({ ...frames, channels: 3 }, { millisecondsPerFrame, course: 'around', scale: 1 }),
    }),
  }
}
