// Makes the module `facefinder` from the parts of jsfeat (MIT) that find faces and its cascade, without the rest.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const PARTS = ["jsfeat", "jsfeat_struct", "jsfeat_cache", "jsfeat_math", "jsfeat_imgproc", "jsfeat_bbf"];

export function faceFinder(here) {
  const folder = join(here, "node_modules", "jsfeat");
  return {
    name: "facefinder",
    setup(build) {
      build.onResolve({ filter: /^facefinder$/ }, () => ({ path: "facefinder", namespace: "facefinder" }));
      build.onLoad({ filter: /.*/, namespace: "facefinder" }, () => {
        // Each part closes over a global of this name and nothing else.
        const files = [...PARTS.map((part) => join("src", `${part}.js`)), join("cascades", "bbf_face.js")];
        const parts = files.map((file) => readFileSync(join(folder, file), "utf8"));
        return { contents: `${parts.join(";\n")};\nexport { jsfeat };\nexport const cascade = jsfeat.bbf.face_cascade;`, loader: "js" };
      });
    },
  };
}
