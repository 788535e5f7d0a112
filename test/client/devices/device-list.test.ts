import { describe, expect, test } from 'vitest';
import { DeviceList } from '../../../client/devices/device-list.ts';
import { findSurroundings, type Surroundings } from '../../../client/surroundings.ts';
import { toSurroundings } from '../../support/client-in-node.ts';
import { createFakePage } from '../../support/fake-dom.ts';
import { until } from '../../support/until.ts';

function setUp() {
  const page = createFakePage();
  class HTMLMediaElement {
    setSinkId(): void {
      // That it is there says that the speaker can be chosen.
    }
  }
  Object.assign(page.window, { HTMLMediaElement });
  const surroundings: Surroundings = { ...findSurroundings(), ...toSurroundings(page) };
  return { page, devices: page.devices, list: new DeviceList(surroundings) };
}

describe('the list of devices', () => {
  test('follows the browser while somebody listens, and only then', async () => {
    const { devices, list } = setUp();
    const heard: number[] = [];
    const off = list.on('changed', ({ cameras }) => heard.push(cameras.length));
    await until(() => (heard.length === 1 ? undefined : 'not read'));
    expect(list.microphones).toEqual([{ deviceId: 'mic-1', label: 'Microphone' }]);
    devices.devices = [...devices.devices, { kind: 'videoinput', deviceId: 'cam-2', label: 'Second' }];
    devices.dispatchEvent(new Event('devicechange'));
    await until(() => (heard.length === 2 ? undefined : 'not told'));
    off();
    off();
    devices.devices = [];
    devices.dispatchEvent(new Event('devicechange'));
    await list.refresh();
    expect(heard).toEqual([1, 2]);
  });

  test('tells nobody what has not changed', async () => {
    const { list } = setUp();
    const heard: unknown[] = [];
    list.on('changed', (lists) => heard.push(lists));
    await until(() => (heard.length === 1 ? undefined : 'not read'));
    await list.refresh();
    expect(heard).toHaveLength(1);
  });

  test('chooses a speaker that is there, and the system’s when it is unplugged', async () => {
    const { devices, list } = setUp();
    const used: string[] = [];
    list.followSpeaker((deviceId) => used.push(deviceId));
    await list.refresh();
    expect(list.canSelectSpeaker).toBe(true);
    await expect(list.selectSpeaker('speaker-9')).rejects.toMatchObject({ code: 'device_not_found' });
    await list.selectSpeaker('speaker-1');
    expect(list.speakerId).toBe('speaker-1');
    devices.devices = [];
    await list.refresh();
    expect(used).toEqual(['speaker-1', '']);
    expect(list.speakerId).toBeUndefined();
  });

  test('says that a speaker cannot be chosen where the browser has no choice', async () => {
    const list = new DeviceList({ ...findSurroundings(), ...toSurroundings(createFakePage()) });
    await expect(list.selectSpeaker('speaker-1')).rejects.toMatchObject({ code: 'not_supported' });
  });

  test('asks for both devices at once, and when that fails for each by itself', async () => {
    const { devices, list } = setUp();
    await expect(list.requestPermission({ microphone: true, camera: true })).resolves.toEqual({
      microphone: 'granted',
      camera: 'granted',
    });
    expect(devices.asked).toEqual([{ audio: true, video: true }]);
    expect(devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
    devices.failure = Object.assign(new Error('no'), { name: 'NotAllowedError' });
    const refused = await list.requestPermission({ microphone: true, camera: true });
    expect(refused).toMatchObject({
      microphone: { code: 'permission_denied' },
      camera: { code: 'permission_denied' },
    });
    expect(devices.asked.slice(1)).toEqual([{ audio: true, video: true }, { audio: true }, { video: true }]);
  });

  test('is empty, and asks nothing, where there are no devices at all', async () => {
    const list = new DeviceList(findSurroundings());
    await list.refresh();
    expect(list.cameras).toEqual([]);
    await expect(list.requestPermission({ camera: true })).resolves.toMatchObject({
      camera: { code: 'not_supported' },
    });
    await expect(list.requestPermission({})).resolves.toEqual({});
  });
});
