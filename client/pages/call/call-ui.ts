import type { JSX } from 'react';

/** What can be open beside the stage. */
export type PanelName = 'people' | 'chat' | 'stats';
/** What can be open above everything. */
export type DialogName = 'settings' | 'invite';

/** What is open, and the ways to change it. */
export interface CallUi {
  readonly panel: PanelName | undefined;
  togglePanel(name: PanelName): void;
  /** A handler that opens something. */
  opener(name: PanelName | DialogName): () => void;
  readonly dialogElement: JSX.Element | undefined;
}
