import { Vector2, Vector3, type IUniform } from 'three'

/** GLSL of what every layer needs to know about the canvas and the depth of the cloud. */
export const viewShader = /* glsl */ `
uniform vec2 viewport;
uniform float pixelRatio;
uniform vec2 depthRange;
uniform vec3 well;
uniform float fade;
/** How far in front of the camera a place in the camera's axes lies; with parallel rays too. */
float depthOf(vec4 seen) { return -seen.z; }
/** 0 at the far side of the cloud, 1 at the near side. */
float nearnessOf(float distance) {
  return clamp((depthRange.y - distance) / (depthRange.y - depthRange.x), 0.0, 1.0);
}
/** Colour sinks into the well with distance, and a little more while a path is active. */
vec3 faded(vec3 colour, float nearness) { return mix(colour, well, min(1.0, 0.56 * (1.0 - nearness) + fade)); }
`

/** Uniforms shared by all layers of one scene. */
export interface ViewUniforms {
  /** Canvas size in CSS pixels. */
  readonly viewport: IUniform<Vector2>
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: IUniform<number>
  /** Distances from the camera to the near and the far side of the cloud, scene units. */
  readonly depthRange: IUniform<Vector2>
  readonly well: IUniform<Vector3>
  readonly fade: IUniform<number>
}

export function viewUniforms(): ViewUniforms {
  return {
    viewport: { value: new Vector2(1, 1) },
    pixelRatio: { value: 1 },
    depthRange: { value: new Vector2(0, 1) },
    well: { value: new Vector3() },
    fade: { value: 0 },
  }
}
