// koo:if on-demand
// koo:if instances
<?php

declare(strict_types=1);

namespace KooGallery;

/**
 * The usage of pay-per-use instances, in records of an hour at most.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
final readonly class Usage
{
    /** Seconds: KooGallery takes no usage of before. */
    public const MAX_AGE = 21 * 86_400;
    /** Codes of records that KooGallery has already. */
    private const KNOWN = ['005', '010'];

    public function __construct(private Store $store)
    {
    }

    /**
     * The records between two times that are not pushed yet; their keys are in ascending order, as they are signed.
     *
     * @return list<array<string, string>>
     */
    public function records(int $from, int $until): array
    {
        $records = [];
        foreach ($this->store->metered($from, $until) as [$instanceId, $started, $stopped]) {
            for ($begin = $started; $begin < $stopped; $begin = $end) {
                $end = min($begin - $begin % 3600 + 3600, $stopped);
                // The same for a repetition, so that it is not billed twice.
                $sn = $instanceId . '-' . self::time($begin);
                // YOUR CODE: your own measure; here it is the hours in which the instance could be used.
                $hours = (string) round(($end - $begin) / 3600, 4);
                if ($hours !== '0' && !$this->store->isPushed($sn)) {
                    $records[] = [
                        'begin_time' => self::time($begin),
                        'end_time' => self::time($end),
                        'instance_id' => $instanceId,
                        'metering_sn' => $sn,
                        'record_time' => self::time($end),
                        'usage_value' => $hours,
                    ];
                }
            }
        }
        return $records;
    }

    /**
     * Marks the records that KooGallery has accepted.
     *
     * @param list<array<string, string>> $records
     * @param array<string, string> $rejected codes by metering_sn
     * @return list<string> the metering_sn of the others
     */
    public function settle(array $records, array $rejected): array
    {
        $failed = [];
        foreach ($records as $record) {
            $sn = $record['metering_sn'];
            if (!isset($rejected[$sn]) || in_array($rejected[$sn], self::KNOWN, true)) {
                $end = strtotime($record['end_time']);
                $this->store->addPushed($sn, $record['instance_id'], $record['usage_value'], $end);
            } else {
                $failed[] = $sn;
            }
        }
        return $failed;
    }

    private static function time(int $time): string
    {
        return gmdate('Ymd\THis\Z', $time);
    }
}
// koo:end
// koo:end
