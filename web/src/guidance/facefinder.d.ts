// The parts of jsfeat that tools/facefinder.mjs takes.
declare module "facefinder" {
  interface Matrix {
    data: { set(data: ArrayLike<number>): void };
  }
  interface Rectangle {
    x: number;
    y: number;
    width: number;
    height: number;
    confidence: number;
  }
  export const cascade: unknown;
  export const jsfeat: {
    U8_t: number;
    C1_t: number;
    matrix_t: new (width: number, height: number, kind: number) => Matrix;
    bbf: {
      prepare_cascade(cascade: unknown): void;
      build_pyramid(picture: Matrix, width: number, height: number, interval: number): unknown;
      detect(pyramid: unknown, cascade: unknown): Rectangle[];
      group_rectangles(all: Rectangle[], neighbours: number): Rectangle[];
    };
  };
}
