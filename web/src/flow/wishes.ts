/** What a person's device and they themselves ask for. */
export const wishes = {
  photosensitive: false,
  get reduced_motion(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  },
};
