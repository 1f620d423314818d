/**
 * Credentials on their way to the server. What a form took in stands in the record's `credentials` until it is
 * deployed; from then on the server has it, and it is not sent, shown or exported again.
 */

import { type FlowDocument, jsonEqual, type NodeRecord } from "../document";

/** Whether the record has credentials that no deploy has taken yet. */
export function hasNewCredentials(record: NodeRecord, document: FlowDocument): boolean {
  return (
    record.credentials !== undefined &&
    !jsonEqual(record.credentials, document.deployedRecord(record.id)?.credentials)
  );
}

/** A record as a deploy sends it. */
export function toDeploy(record: NodeRecord, document: FlowDocument): NodeRecord {
  if (record.credentials === undefined || hasNewCredentials(record, document)) return record;
  const { credentials: _, ...rest } = record;
  return rest as NodeRecord;
}

/** The document as a deploy sends it. */
export const recordsToDeploy = (document: FlowDocument): NodeRecord[] =>
  document.toJSON().map((record) => toDeploy(record, document));
