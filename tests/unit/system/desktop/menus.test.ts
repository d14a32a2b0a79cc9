import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { launcherMenu, macMenu, type LarderActions } from '../../../../main/system/desktop/menus/larder-menu.ts';
import {
  programContextMenu,
  programMenu,
  programMenuBar,
  programViewMenu,
  type ClickedOn,
  type ProgramActions,
  type ProgramMenuOptions,
} from '../../../../main/system/desktop/menus/program-menu.ts';
import { messagesIn } from '../texts.ts';

const { t } = messagesIn('en');
const nothing = (): void => {};
const larder: LarderActions = { show: nothing, quit: nothing };
const zoom = { zoomIn: nothing, zoomOut: nothing, resetZoom: nothing };
const actions: ProgramActions = {
  ...zoom,
  reload: nothing,
  back: nothing,
  forward: nothing,
  copyLink: nothing,
  copyLinkAddress: nothing,
  copyImageAt: nothing,
  inspectAt: nothing,
  showAbout: nothing,
  showSettings: nothing,
};
const program = (change: Partial<ProgramMenuOptions> = {}): ProgramMenuOptions => ({
  t,
  dev: false,
  platform: 'linux',
  actions,
  canGoBack: true,
  canGoForward: false,
  hasPage: true,
  ...change,
});

const labelsOf = (items: readonly MenuItemConstructorOptions[]): string[] =>
  items.filter(({ type, visible }) => type !== 'separator' && visible !== false).map(({ label = '' }) => label);
const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
const keysOf = (items: readonly MenuItemConstructorOptions[]): string[] =>
  flat(items).flatMap(({ accelerator }) => (accelerator ? [accelerator] : []));

describe('the menus', () => {
  it('give no two items the same keys', () => {
    for (const items of [
      launcherMenu({ t, dev: true, actions: larder }, zoom),
      macMenu({ t, dev: true, actions: larder }, zoom),
      programMenuBar(program({ dev: true }), larder),
    ]) {
      expect(new Set(keysOf(items)).size).toBe(keysOf(items).length);
    }
    const mac = program({ platform: 'darwin', dev: true });
    const onMac = macMenu({ t, dev: true, actions: larder }, zoom, [programMenu(mac), programViewMenu(mac)]);
    expect(new Set(keysOf(onMac)).size).toBe(keysOf(onMac).length);
  });

  it('have a label of ours for every role: the system’s own would be in another language', () => {
    for (const items of [
      macMenu({ t, dev: true, actions: larder }, zoom),
      launcherMenu({ t, dev: true, actions: larder }, zoom),
      programMenuBar(program({ dev: true }), larder),
    ]) {
      expect(flat(items).filter(({ role, label }) => role && !label)).toEqual([]);
    }
  });

  it('open DevTools in developer mode only', () => {
    const roles = (dev: boolean): unknown[] =>
      flat([
        ...launcherMenu({ t, dev, actions: larder }, zoom),
        ...programMenuBar(program({ dev }), larder),
        ...macMenu({ t, dev, actions: larder }, zoom),
      ]).map(({ role }) => role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(true)).toContain('toggleDevTools');
  });
});

describe('macMenu', () => {
  it('has the menus that every Mac application has, and those of the mini-program in front', () => {
    expect(labelsOf(macMenu({ t, dev: false, actions: larder }, zoom))).toEqual([
      'Larder',
      'File',
      'Edit',
      'View',
      'Window',
      'Help',
    ]);
    const mac = program({ platform: 'darwin' });
    expect(
      labelsOf(macMenu({ t, dev: false, actions: larder }, zoom, [programMenu(mac), programViewMenu(mac)])),
    ).toEqual(['Larder', 'File', 'Edit', 'Mini-program', 'View', 'Window', 'Help']);
    expect(keysOf([programMenu(mac)])).toEqual(['CmdOrCtrl+R', 'F5', 'Cmd+[', 'Cmd+]', 'CmdOrCtrl+Shift+L']);
  });
});

describe('programContextMenu', () => {
  const NOTHING: ClickedOn = {
    x: 1,
    y: 2,
    linkURL: '',
    mediaType: 'none',
    hasImageContents: false,
    selectionText: '',
    isEditable: false,
    editFlags: {
      canUndo: false,
      canRedo: false,
      canCut: false,
      canCopy: false,
      canPaste: true,
      canDelete: false,
      canSelectAll: true,
      canEditRichly: false,
    },
  };
  const menu = (clicked: Partial<ClickedOn>, change: Partial<ProgramMenuOptions> = {}) =>
    programContextMenu(program(change), { ...NOTHING, ...clicked });

  it('offers the page’s own items on the page, greyed where there is no way', () => {
    const items = menu({});
    expect(labelsOf(items)).toEqual(['Back', 'Forward', 'Reload', 'Copy link to this page', 'About this mini-program']);
    expect(items.find(({ label }) => label === 'Forward')?.enabled).toBe(false);
  });

  it('offers copying for a selection, an address and a picture, and editing in a field', () => {
    expect(labelsOf(menu({ selectionText: 'x' }))[0]).toBe('Copy');
    expect(labelsOf(menu({ linkURL: 'https://a.example/' }))[0]).toBe('Copy link address');
    expect(labelsOf(menu({ linkURL: 'javascript:alert(1)' }))).not.toContain('Copy link address');
    expect(labelsOf(menu({ mediaType: 'image', hasImageContents: true }))[0]).toBe('Copy image');
    expect(labelsOf(menu({ mediaType: 'image', hasImageContents: false }))).not.toContain('Copy image');
    const field = menu({ isEditable: true });
    expect(labelsOf(field)).toEqual(['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all']);
    expect(field.find(({ role }) => role === 'cut')?.enabled).toBe(false);
  });

  it('never begins or ends with a separator', () => {
    for (const clicked of [{}, { isEditable: true }, { selectionText: 'x', linkURL: 'https://a.example/' }]) {
      const items = menu(clicked, { dev: true });
      expect([items[0]?.type, items.at(-1)?.type]).toEqual([undefined, undefined]);
    }
  });
});
