import { createContext, use } from 'react';

/** Facts of the page that components far down need. */
export interface PageFacts {
  readonly development: boolean;
}

/** The facts of the page. */
export const PageContext = createContext<PageFacts>({ development: false });

/** The facts of the page. */
export function usePage(): PageFacts {
  return use(PageContext);
}
