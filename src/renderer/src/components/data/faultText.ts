/** What is wrong with data, from its code and facts, in the reader's language: what was found where, and what to do. */
import type { DataFault, Place } from '../../../../shared/dataFaults.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Formats } from '../../format.ts';
import type { Catalogue } from '../../text/catalogues.ts';

export interface FaultText {
  readonly message: string;
  /** Empty where nothing can be done. */
  readonly hint: string;
}

/** Whether it is about a row, so that the others may do without it. */
export function isOfRow(error: Error): boolean {
  const at = error instanceof AppError && error.detail && 'at' in error.detail ? error.detail.at : undefined;
  return at?.line !== undefined || at?.row !== undefined;
}

/** A message that names once what it is about: it may already do so. */
export function naming(about: string, message: string): string {
  return message.includes(about) ? message : `${about}: ${message}`;
}

type Words = Catalogue['faults'];
type Numbers = Pick<Formats, 'number' | 'bytes'>;

/** Names that are told of a list of them. */
const most = 12;

export function faultText(fault: DataFault, words: Words, formats: Numbers): FaultText {
  const { message, hint } = textOf(fault, words, formats);
  const place = 'at' in fault && fault.at && placeText(fault.at, words, formats);
  return { message: place ? words.at(place, message) : capital(message), hint };
}

function capital(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** `rows.csv, line 17, character 4` */
function placeText({ file, row, line, unit, column }: Place, words: Words, { number }: Numbers): string {
  if (line === undefined && row === undefined) return file;
  const place =
    line === undefined || unit === 'fileRow'
      ? words.row(number(line ?? row ?? 0))
      : unit === 'sheetRow'
        ? words.sheetRow(number(line))
        : words.line(number(line));
  return words.inFile(file, column === undefined ? place : words.character(place, number(column)));
}

function textOf(fault: DataFault, words: Words, formats: Numbers): FaultText {
  const { number, bytes } = formats;
  const told = (message: string, hint: string): FaultText => ({ message, hint });
  const list = (names: readonly string[]): string =>
    `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`;
  /** Of a cell, or of a turn of it. */
  const cell = (at: { readonly column: string; readonly turn?: number }, message: string): FaultText =>
    told(
      at.turn === undefined
        ? words.column(at.column, message)
        : words.turn(at.column, number(at.turn), message),
      words.mend,
    );
  switch (fault.code) {
    case 'noFile':
      return told(words.noFile(fault.file), words.noFileHint);
    case 'noPermission':
      return told(words.noPermission[fault.action](fault.file), words.noPermissionHint);
    case 'diskFull':
      return told(words.diskFull, words.noRoomHint);
    case 'readOnlyDisk':
      return told(words.readOnlyDisk(fault.file), words.readOnlyDiskHint);
    case 'noFolder':
      return told(words.noFolder(fault.file), words.noFolderHint);
    case 'fileTooLarge':
      return told(words.fileTooLarge(fault.file), words.fileTooLargeHint);
    case 'noRoom':
      return told(words.noRoom(bytes(fault.needed), bytes(fault.free)), words.noRoomHint);
    case 'diskError':
      return told(words.diskError[fault.action](fault.file, fault.reason), words.diskErrorHint);
    case 'uploadCut':
      return told(words.uploadCut(fault.file), words.uploadCutHint);
    case 'uploadRefused':
      return told(words.uploadRefused(fault.file, String(fault.status)), words.uploadRefusedHint);
    case 'noPath':
      return told(words.noPath(fault.file), words.noPathHint);
    case 'noHubName':
      return told(words.noHubName(fault.asked), words.noHubNameHint);
    case 'notOnHub':
      return told(words.notOnHub(fault.repo), words.checkName(fault.page));
    case 'hubLocked':
      return fault.withToken
        ? told(words.hubDenied(fault.repo), words.hubDeniedHint(fault.page))
        : told(words.hubLocked(fault.repo), words.hubLockedHint(fault.page));
    case 'hubStatus':
      return told(words.hubStatus(fault.host, String(fault.status)), words.tryLater);
    case 'hubUnreachable':
      return told(words.hubUnreachable(fault.host), words.hubUnreachableHint);
    case 'downloadBroke':
      return told(words.downloadBroke, words.downloadBrokeHint);
    case 'downloadWrong':
      return told(words.downloadWrong(fault.file), words.tryLater);
    case 'noTableOnHub':
      return told(words.noTableOnHub(fault.repo), words.noTableOnHubHint(fault.known.join(', ')));
    case 'noSuchConfig':
      return told(words.noSuchConfig(fault.repo, fault.asked), words.itHas(list(fault.configs)));
    case 'noHubSplit':
      return told(words.noHubSplit(fault.repo, fault.asked), words.itHas(list(fault.splits)));
    case 'noTrainingSplit':
      return told(words.noTrainingSplit(fault.repo), words.itHas(list(fault.splits)));
    case 'nameTaken':
      return told(words.nameTaken(fault.name), words.nameTakenHint);
    case 'nameEmpty':
      return told(words.nameEmpty, words.nameEmptyHint);
    case 'nameUnfit':
      return told(words.nameUnfit(fault.name, number(fault.most)), words.nameUnfitHint);
    case 'inUse':
      return told(words.inUse(fault.name, fault.run), words.inUseHint);
    case 'cancelled':
      return told(words.cancelled(fault.title), words.cancelledHint);
    case 'promptTooLong':
      return told(words.promptTooLong(number(fault.tokens), number(fault.most)), words.promptTooLongHint);
    case 'noRoomToAnswer':
      return told(
        words.noRoomToAnswer(fault.model, bytes(fault.needed), bytes(fault.free)),
        fault.run === undefined ? words.noRoomToAnswerHint : words.noRoomBeside(fault.run),
      );
    case 'binaryFile': {
      const hints: Readonly<Record<string, string>> = words.binaryHint;
      return told(words.binary[fault.what], hints[fault.what] ?? words.binaryHint.other);
    }
    case 'unknownFormat':
      return told(
        fault.ending === '' ? words.noEnding : words.unknownFormat(fault.ending),
        words.known(fault.known.join(', ')),
      );
    case 'changedWhileRead':
      return told(words.changedWhileRead, words.changedHint);
    case 'folderWithoutData':
      return told(words.folderWithoutData, words.known(fault.known.join(', ')));
    case 'severalKinds':
      return told(words.severalKinds(list(fault.kinds)), words.severalKindsHint);
    case 'arrowFile':
      return told(words.arrowFile, words.arrowHint);
    case 'damagedArchive':
      return told(words.damagedArchive, words.damagedHint);
    case 'unpacksTooFar':
      return told(words.unpacksTooFar(number(fault.times), bytes(fault.bytes)), words.unpacksHint);
    case 'notAWorkbook':
      return told(fault.locked ? words.lockedWorkbook : words.notAWorkbook, words.saveAsWorkbook);
    case 'workbookTooLarge':
      return told(words.workbookTooLarge(bytes(fault.bytes), bytes(fault.most)), words.saveAsCsv);
    case 'tableTooWide':
      return told(words.tableTooWide(number(fault.rows), number(fault.columns)), words.saveAsCsv);
    case 'notParquet':
      return told(words.notParquet, words.notParquetHint);
    case 'noRows':
      return told(words.noRows, words.noRowsHint);
    case 'noSuchEncoding':
      return told(words.noSuchEncoding(fault.asked), words.noSuchEncodingHint);
    case 'encodingUnknown':
      return told(words.encodingUnknown, words.encodingUnknownHint);
    case 'noSuchSheet':
      return told(words.noSuchSheet(fault.asked), words.sheets(list(fault.sheets)));
    case 'noSuchSplit':
      return told(words.noSuchSplit(fault.asked), words.splits(list(fault.splits)));
    case 'unknownField':
      return told(words.unknownField(fault.field), words.fields(list(fault.fields)));
    case 'noSuchColumn':
      return told(words.noSuchColumn(fault.column), words.columns(list(fault.columns)));
    case 'noUsableColumn': {
      if (fault.why) return faultText(fault.why, words, formats);
      const found = fault.columns.length === 0 ? words.noColumns : words.noUsableColumn(list(fault.columns));
      return told(found, words.noUsableColumnHint);
    }
    case 'wrongByte':
      return told(words.wrongByte(fault.byte), words.wrongByteHint);
    case 'badJson':
      return told(
        fault.why === 'syntax' && fault.found === ''
          ? words.badJson.ended
          : words.badJson[fault.why](fault.found),
        words.mend,
      );
    case 'rowNoObject':
      return told(words.rowNoObject(words.kinds[fault.found], fault.shown), words.mend);
    case 'notClosed':
      return told(words.notClosed[fault.what](fault.found), words.mend);
    case 'afterList':
      return told(words.afterList(fault.found), words.mend);
    case 'rowTooLong':
      return told(words.rowTooLong(bytes(fault.most)), words.mend);
    case 'raggedRow':
      return told(words.raggedRow(number(fault.found), number(fault.expected), fault.last), words.mend);
    case 'brokenQuotes':
      return told(words.brokenQuotes(number(fault.field)), words.brokenQuotesHint);
    case 'noTurns':
      return cell(fault, words.noTurns(words.kinds[fault.found]));
    case 'emptyTurns':
      return cell(fault, words.emptyTurns);
    case 'turnNoObject':
      return cell(fault, words.turnNoObject(words.kinds[fault.found]));
    case 'nestsTooDeep':
      return cell(fault, words.nestsTooDeep);
    case 'unknownRole':
      return cell(
        fault,
        fault.found === ''
          ? words.noRole(words.kinds[fault.kind])
          : words.unknownRole(fault.found, list(fault.roles)),
      );
    case 'noContent':
      return cell(fault, words.noContent(list(fault.keys)));
    case 'notText':
      return cell(fault, words.notText(words.kinds[fault.found], fault.shown));
    case 'otherParts':
      return cell(fault, words.otherParts(list(fault.kinds)));
    case 'noJson': {
      const { message, hint } = cell(fault, words.noJson[fault.python ? 'python' : 'json'](fault.found));
      return told(message, fault.python ? words.pythonHint : hint);
    }
    case 'noTranscript':
      return cell(fault, words.noTranscript(fault.found));
    case 'noAnswer':
      return cell(fault, words.noAnswer);
    case 'noTools':
      return cell(fault, words.noTools(words.kinds[fault.found]));
    case 'notShown':
      return told(words.notShown[fault.what](number(fault.turn)), words.notShownHint);
    case 'onlyReadNoAnswer':
      return told(words.onlyReadNoAnswer(number(fault.turn)), words.mend);
    case 'templateRefuses':
      return told(words.templateRefuses(list(fault.turns)), words.templateRefusesHint);
    case 'templateEndless':
      return told(words.templateEndless, words.templateEndlessHint);
    case 'templateBroken':
      return told(words.templateBroken, words.templateBrokenHint);
    case 'templateUnsupported':
      return told(words.templateUnsupported(fault.reason), words.otherModel);
    case 'tokenOnly':
      return told(words.tokenOnly(fault.token), words.tokenOnlyHint);
    case 'nothingToTrainOn': {
      const message = words.nothingToTrainOn(number(fault.rows), lostRows(fault, words, number));
      if (!fault.first) return told(message, words.nothingHint);
      const first = faultText(fault.first, words, formats);
      return told(`${message} ${first.message}`, first.hint);
    }
  }
}

function lostRows(
  fault: Extract<DataFault, { readonly code: 'nothingToTrainOn' }>,
  { lost }: Words,
  number: Numbers['number'],
): string {
  const { empty, placeholders, beyond, bad, maxLength } = fault;
  const reasons = [
    empty > 0 ? lost.empty(number(empty)) : '',
    placeholders > 0 ? lost.placeholders(number(placeholders)) : '',
    beyond > 0 ? lost.beyond(number(beyond), number(maxLength)) : '',
    bad > 0 ? lost.bad(number(bad)) : '',
  ].filter(Boolean);
  return reasons.length > 0 ? reasons.join(', ') : lost.heldOut;
}
