import {
  BufferGeometry,
  CustomBlending,
  GLSL3,
  NoBlending,
  OneFactor,
  OneMinusSrcAlphaFactor,
  Points,
  ShaderMaterial,
  type IUniform,
} from 'three'
import { cloudTextureShader, type CloudTextures } from './cloud-textures'
import { viewShader, type ViewUniforms } from './view-uniforms'

/** What the alpha of a point's colour says: there are no half-transparent points. */
export const pointAlpha = { hidden: 0, dimmed: 128, shown: 255 } as const

/** Radius of a disc: 1.3 px far to 3 px near, growing with depth²; it follows the zoom at its square root. */
const discShader = /* glsl */ `
uniform float zoom;
float radiusAt(float nearness) { return (1.3 + 1.7 * nearness * nearness) * zoom; }
const vec4 outside = vec4(2.0, 2.0, 2.0, 1.0);
`

const vertexShader = /* glsl */ `
${viewShader}
${cloudTextureShader}
${discShader}
out vec3 colour;
out float radius;
out float halo;
out float side;
void main() {
  vec4 own = colourOf(gl_VertexID);
  if (own.a == 0.0) { gl_Position = outside; return; }
  vec4 seen = modelViewMatrix * vec4(placeOf(gl_VertexID), 1.0);
  gl_Position = projectionMatrix * seen;
  float nearness = nearnessOf(depthOf(seen));
  radius = radiusAt(nearness);
  halo = mix(0.30, 0.65, nearness);
  colour = own.a == 1.0 ? faded(own.rgb, nearness) : mix(well, own.rgb, mix(0.22, 0.34, nearness));
  side = 2.0 * (radius + 1.5);
  gl_PointSize = side * pixelRatio;
}
`

const fragmentShader = /* glsl */ `
uniform vec3 well;
uniform float pixelRatio;
in vec3 colour;
in float radius;
in float halo;
in float side;
out vec4 fragment;
void main() {
  float soft = 0.5 / pixelRatio;
  float distance = length(gl_PointCoord - 0.5) * side;
  float disc = 1.0 - smoothstep(radius - soft, radius + soft, distance);
  float ring = halo * (1.0 - smoothstep(radius + 1.0 - soft, radius + 1.0 + soft, distance));
  float alpha = mix(ring, 1.0, disc);
  if (alpha < 0.05) discard;
  fragment = vec4(mix(well * ring, colour, disc), alpha);
}
`

/** The same discs, a little larger, in the number of their point; the target has one pixel a CSS pixel. */
const pickVertexShader = /* glsl */ `
${viewShader}
${cloudTextureShader}
${discShader}
flat out uint number;
void main() {
  if (colourOf(gl_VertexID).a == 0.0) { gl_Position = outside; return; }
  vec4 seen = modelViewMatrix * vec4(placeOf(gl_VertexID), 1.0);
  gl_Position = projectionMatrix * seen;
  gl_PointSize = 2.0 * (radiusAt(nearnessOf(depthOf(seen))) + 1.0);
  number = uint(gl_VertexID) + 1u;
}
`

const pickFragmentShader = /* glsl */ `
flat in uint number;
out vec4 fragment;
void main() {
  if (length(gl_PointCoord - 0.5) > 0.5) discard;
  uvec4 bytes = uvec4(number, number >> 8, number >> 16, number >> 24) & 255u;
  fragment = vec4(bytes) / 255.0;
}
`

type PointMesh = Points<BufferGeometry, ShaderMaterial>

/**
 * All points in one draw; a second material draws their numbers for picking.
 *
 * GPU points whose shader reads everything by the vertex number: no vertex buffer, one vertex a point. Instanced
 * quads draw the same picture, but software renderers set up every instance as a draw of its own: 100,000 points
 * took them 4 times as long whole and 20 times as long in the few pixels of a pick.
 */
export class PointLayer {
  readonly mesh: PointMesh
  readonly pickMesh: PointMesh
  readonly #zoom: IUniform<number> = { value: 1 }

  constructor(textures: CloudTextures, view: ViewUniforms) {
    const geometry = new BufferGeometry()
    const uniforms = { ...textures.uniforms, ...view, zoom: this.#zoom }
    this.mesh = new Points(
      geometry,
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms,
        vertexShader,
        fragmentShader,
        transparent: true,
        blending: CustomBlending,
        blendSrc: OneFactor,
        blendDst: OneMinusSrcAlphaFactor,
      }),
    )
    this.pickMesh = new Points(
      geometry,
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms,
        vertexShader: pickVertexShader,
        fragmentShader: pickFragmentShader,
        blending: NoBlending,
      }),
    )
    for (const mesh of [this.mesh, this.pickMesh]) {
      mesh.frustumCulled = false
      mesh.matrixAutoUpdate = false
    }
    this.mesh.renderOrder = 1
    this.count = 0
  }

  get count(): number {
    return this.mesh.geometry.drawRange.count
  }

  set count(count: number) {
    this.mesh.geometry.setDrawRange(0, count)
    // three would ask WebGL for a draw of nothing.
    this.mesh.visible = count > 0
  }

  /** @param zoom 1 where the whole cloud fills the canvas, 2 at half that distance */
  set magnification(zoom: number) {
    this.#zoom.value = Math.min(2, Math.max(0.85, Math.sqrt(zoom)))
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
    this.pickMesh.material.dispose()
  }
}
