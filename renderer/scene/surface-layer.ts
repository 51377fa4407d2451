import {
  BufferAttribute,
  BufferGeometry,
  CustomBlending,
  DoubleSide,
  GLSL3,
  Group,
  LineSegments,
  MaxEquation,
  Mesh,
  MinEquation,
  OneFactor,
  ShaderMaterial,
  Vector3,
  type IUniform,
} from 'three'
import { surfaceGeometry, type SurfaceTable } from './surface-geometry'
import { viewShader, type ViewUniforms } from './view-uniforms'

const vertexShader = /* glsl */ `
${viewShader}
in float measure;
uniform float threshold;
out float strength;
const vec4 outside = vec4(2.0, 2.0, 2.0, 1.0);
void main() {
  vec4 seen = modelViewMatrix * vec4(position, 1.0);
  gl_Position = measure > threshold ? projectionMatrix * seen : outside;
  // Seen edge on, a facet is a line of colour; face on, a veil.
  vec3 across = normalize(mat3(modelViewMatrix) * normal);
  float edgeOn = 1.0 - abs(dot(across, normalize(seen.xyz)));
  strength = mix(0.16, 0.62, edgeOn * edgeOn) * mix(0.45, 1.0, nearnessOf(depthOf(seen)));
}
`

const fragmentShader = /* glsl */ `
uniform vec3 tear;
uniform vec3 well;
uniform float gain;
in float strength;
out vec4 fragment;
void main() { fragment = vec4(mix(well, tear, min(1.0, strength * gain)), 1.0); }
`

const frameVertexShader = /* glsl */ `
void main() { gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }
`

const frameFragmentShader = /* glsl */ `
uniform vec3 line;
out vec4 fragment;
void main() { fragment = vec4(line, 1.0); }
`

/**
 * Singular facets of a map of space as a surface inside the domain's frame. Drawn before the points and without depth, the
 * strongest over each other: it never covers a point, and the threshold is one number in the shader, however many
 * facets there are.
 */
export class SurfaceLayer {
  readonly group = new Group()
  readonly #faces: Mesh<BufferGeometry, ShaderMaterial>
  readonly #edges: LineSegments<BufferGeometry, ShaderMaterial>
  readonly #frame: LineSegments<BufferGeometry, ShaderMaterial>
  readonly #tear: IUniform<Vector3> = { value: new Vector3() }
  readonly #line: IUniform<Vector3> = { value: new Vector3() }
  readonly #threshold: IUniform<number> = { value: Infinity }
  #table: SurfaceTable | null = null

  constructor(view: ViewUniforms) {
    const surface = (gain: number): ShaderMaterial =>
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms: { ...view, tear: this.#tear, threshold: this.#threshold, gain: { value: gain } },
        vertexShader,
        fragmentShader,
        side: DoubleSide,
        transparent: true,
        depthTest: false,
        depthWrite: false,
        blending: CustomBlending,
        blendSrc: OneFactor,
        blendDst: OneFactor,
        blendEquation: MaxEquation,
      })
    this.#faces = new Mesh(new BufferGeometry(), surface(1))
    this.#edges = new LineSegments(new BufferGeometry(), surface(1.6))
    this.#frame = new LineSegments(
      new BufferGeometry(),
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms: { line: this.#line },
        vertexShader: frameVertexShader,
        fragmentShader: frameFragmentShader,
        depthTest: false,
        depthWrite: false,
      }),
    )
    this.group.visible = false
    for (const [order, part] of [this.#frame, this.#faces, this.#edges].entries()) {
      part.frustumCulled = false
      part.matrixAutoUpdate = false
      part.renderOrder = order - 3
      this.group.add(part)
    }
    this.group.matrixAutoUpdate = false
  }

  /** @param table null shows neither surface nor frame */
  setFacets(table: SurfaceTable | null): void {
    this.#table = table
    this.group.visible = table !== null
    if (!table) return
    this.#frame.geometry.dispose()
    this.#frame.geometry = new BufferGeometry().setAttribute('position', new BufferAttribute(table.frame, 3))
    const { measures, normals, triangles, edges } = surfaceGeometry(table)
    for (const [part, index] of [
      [this.#faces, triangles],
      [this.#edges, edges],
    ] as const) {
      part.geometry.dispose()
      part.geometry = new BufferGeometry()
        .setAttribute('position', new BufferAttribute(table.corners, 3))
        .setAttribute('normal', new BufferAttribute(normals, 3))
        .setAttribute('measure', new BufferAttribute(measures, 1))
        .setIndex(new BufferAttribute(index, 1))
    }
  }

  /** Both ends of the edges of the domain that is shown, [2 · edges, 3]; none where none is. */
  get frame(): Float32Array {
    return this.#table?.frame ?? new Float32Array(0)
  }

  /** Facets whose measure exceeds the value are singular. */
  set threshold(value: number) {
    this.#threshold.value = value
  }

  set facetsShown(shown: boolean) {
    this.#faces.visible = shown
    this.#edges.visible = shown
  }

  /** @param dark whether the well is darker than the tear */
  setColours(tear: Vector3, line: Vector3, dark: boolean): void {
    this.#tear.value.copy(tear)
    this.#line.value.copy(line)
    for (const part of [this.#faces, this.#edges])
      part.material.blendEquation = dark ? MaxEquation : MinEquation
  }

  dispose(): void {
    for (const part of [this.#faces, this.#edges, this.#frame]) {
      part.geometry.dispose()
      part.material.dispose()
    }
  }
}
