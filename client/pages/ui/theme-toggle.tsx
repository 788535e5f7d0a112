import { useEffect, type JSX } from 'react';
import { Icon } from './icon.tsx';
import { useChoice } from '../hooks/use-choice.ts';
import { useMediaQuery } from '../hooks/use-media-query.ts';

/** Puts the chosen theme on the document; without a choice the system's applies. */
export function useTheme(): void {
  const [theme] = useChoice('theme');
  useEffect(() => {
    if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', theme);
  }, [theme]);
}

/** Light or dark, by hand. */
export function ThemeToggle(): JSX.Element {
  const [theme, setTheme] = useChoice('theme');
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const dark = theme === 'dark' || (theme === 'auto' && systemDark);
  const label = dark ? 'Use light colours' : 'Use dark colours';
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      data-testid="theme-toggle"
      onClick={() => {
        setTheme(dark ? 'light' : 'dark');
      }}
    >
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
}
