import { REPORTED_ISSUE_CODES, type ReportedIssueCode } from '@earshot/shared';
import type { IngestObserver } from '../../telemetry/ports.ts';
import { JOIN_STAGES } from '../instruments/joins.ts';
import type { Metrics } from '../registry.ts';
import { observeCoverage } from './coverage.ts';
import { observePaths } from './paths.ts';

/** Sources whose picture or sound an instrument is about; the other kind is not asked of the caller, it is left out. */
type VideoSource = 'camera' | 'screen';
type AudioSource = 'microphone' | 'screenAudio';

function isVideo(source: string): source is VideoSource {
  return source === 'camera' || source === 'screen';
}

function isAudio(source: string): source is AudioSource {
  return source === 'microphone' || source === 'screenAudio';
}

/** Counts what clients report. */
export function observeReports(metrics: Metrics): IngestObserver {
  return {
    ...observePipeline(metrics),
    ...observeSeconds(metrics),
    ...observeCoverage(metrics),
    ...observePaths(metrics),
    ...observeMeasures(metrics),
    ...observeIssues(metrics),
  };
}

function observePipeline(
  metrics: Metrics,
): Pick<IngestObserver, 'report' | 'reportsLost' | 'valuesRejected' | 'unmeasuredSeconds' | 'milestone'> {
  const reports = metrics.counter('earshot_reports_total');
  const bytes = metrics.histogram('earshot_report_bytes');
  const lost = metrics.counter('earshot_reports_lost_total');
  const rejected = metrics.counter('earshot_report_values_rejected_total');
  const unmeasured = metrics.counter('earshot_client_unmeasured_seconds_total');
  const stages = metrics.histogram('earshot_join_stage_seconds');
  const firstMedia = metrics.histogram('earshot_first_media_seconds');
  return {
    report(result, size) {
      reports.add({ result });
      bytes.observe({}, size);
    },
    reportsLost(count) {
      lost.add({}, count);
    },
    valuesRejected(count) {
      rejected.add({}, count);
    },
    unmeasuredSeconds(measure, seconds) {
      unmeasured.add({ measure }, seconds);
    },
    milestone(milestone, seconds, from) {
      if (milestone === 'firstAudio') firstMedia.observe({ kind: 'audio' }, seconds, from);
      else if (milestone === 'firstVideo') firstMedia.observe({ kind: 'video' }, seconds, from);
      else if (JOIN_STAGES.includes(milestone)) stages.observe({ stage: milestone }, seconds, from);
    },
  };
}

function observeSeconds(
  metrics: Metrics,
): Pick<
  IngestObserver,
  | 'qualitySeconds'
  | 'ownQualitySeconds'
  | 'trackQualitySeconds'
  | 'mediaSeconds'
  | 'freezeSeconds'
  | 'concealedSeconds'
  | 'limitedSeconds'
> {
  const quality = metrics.counter('earshot_client_quality_seconds_total');
  const ownQuality = metrics.counter('earshot_client_own_quality_seconds_total');
  const trackQuality = metrics.counter('earshot_client_track_quality_seconds_total');
  const media = metrics.counter('earshot_client_media_seconds_total');
  const frozen = metrics.counter('earshot_client_freeze_seconds_total');
  const concealed = metrics.counter('earshot_client_concealed_seconds_total');
  const limited = metrics.counter('earshot_client_limited_seconds_total');
  return {
    qualitySeconds({ direction, kind, band, factor, blame }, seconds, from) {
      quality.add({ direction, kind, band, factor, blame }, seconds, from);
    },
    ownQualitySeconds({ band, blame }, seconds) {
      if (blame !== 'publisherDevice' && blame !== 'publisherUplink')
        ownQuality.add({ band, blame }, seconds);
    },
    trackQualitySeconds({ direction, kind, source, band, blame }, seconds) {
      trackQuality.add({ direction, kind, source, band, blame }, seconds);
    },
    mediaSeconds({ direction, kind, source }, seconds) {
      media.add({ direction, kind, source }, seconds);
    },
    freezeSeconds({ source }, seconds) {
      if (isVideo(source)) frozen.add({ source }, seconds);
    },
    concealedSeconds({ source }, seconds) {
      if (isAudio(source)) concealed.add({ source }, seconds);
    },
    limitedSeconds({ source, reason }, seconds) {
      if (isVideo(source)) limited.add({ source, reason }, seconds);
    },
  };
}

function observeMeasures(
  metrics: Metrics,
): Pick<
  IngestObserver,
  | 'frames'
  | 'framesDropped'
  | 'mediaBytes'
  | 'packets'
  | 'rttSeconds'
  | 'lossRatio'
  | 'jitterSeconds'
  | 'jitterBufferSeconds'
  | 'concealmentRatio'
  | 'freezeRatio'
  | 'videoFps'
  | 'bitrate'
> {
  const frames = metrics.counter('earshot_client_video_frames_total');
  const dropped = metrics.counter('earshot_client_video_frames_dropped_total');
  const bytes = metrics.counter('earshot_client_media_bytes_total');
  const packets = metrics.counter('earshot_client_packets_total');
  const lost = metrics.counter('earshot_client_packets_lost_total');
  const rtt = metrics.histogram('earshot_client_rtt_seconds');
  const loss = metrics.histogram('earshot_client_loss_ratio');
  const jitter = metrics.histogram('earshot_client_jitter_seconds');
  const jitterBuffer = metrics.histogram('earshot_client_jitter_buffer_seconds');
  const concealment = metrics.histogram('earshot_client_concealment_ratio');
  const freeze = metrics.histogram('earshot_client_freeze_ratio');
  const fps = metrics.histogram('earshot_client_video_fps');
  const bitrate = metrics.histogram('earshot_client_media_bytes_per_second');
  return {
    frames({ direction, source }, count) {
      if (isVideo(source)) frames.add({ direction, source }, count);
    },
    framesDropped({ direction, source }, count) {
      if (isVideo(source)) dropped.add({ direction, source }, count);
    },
    mediaBytes({ direction, kind, source }, count) {
      bytes.add({ direction, kind, source }, count);
    },
    packets({ direction, kind, source }, count) {
      packets.add({ direction, kind, source }, count.received);
      lost.add({ direction, kind, source }, count.lost);
    },
    rttSeconds(direction, seconds, from) {
      rtt.observe({ direction }, seconds, from);
    },
    lossRatio({ direction, kind }, ratio, from) {
      loss.observe({ direction, kind }, ratio, from);
    },
    jitterSeconds({ direction, kind }, seconds) {
      jitter.observe({ direction, kind }, seconds);
    },
    jitterBufferSeconds({ kind }, seconds) {
      jitterBuffer.observe({ kind }, seconds);
    },
    concealmentRatio(_labels, ratio, from) {
      concealment.observe({}, ratio, from);
    },
    freezeRatio(_labels, ratio, from) {
      freeze.observe({}, ratio, from);
    },
    videoFps({ direction, source }, value) {
      if (isVideo(source)) fps.observe({ direction, source }, value);
    },
    bitrate({ direction, kind }, bitsPerSecond) {
      bitrate.observe({ direction, kind }, bitsPerSecond / 8);
    },
  };
}

function observeIssues(
  metrics: Metrics,
): Pick<IngestObserver, 'issueRaised' | 'issueCleared' | 'issueActive'> {
  const raised = metrics.counter('earshot_issues_raised_total');
  const seconds = metrics.counter('earshot_issue_seconds_total');
  const active = new Map<ReportedIssueCode, number>(REPORTED_ISSUE_CODES.map((code) => [code, 0]));
  metrics.read('earshot_issues_active', () =>
    [...active].map(([code, value]) => ({ labels: { code }, value })),
  );
  return {
    issueRaised({ code, level }) {
      raised.add({ code, level });
    },
    issueCleared({ code, seconds: lasted }) {
      seconds.add({ code }, lasted);
    },
    issueActive(code, participants) {
      active.set(code, participants);
    },
  };
}
