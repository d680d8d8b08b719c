// koo:if orders
package openapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
)

// ErrNoOrder says that there is no such order line.
var ErrNoOrder = errors.New("there is no such order line")

// OrderLine is a line of an order, as far as the API sent it.
type OrderLine struct {
	OrderLineID  string      `json:"orderLineId"`
	ChargingMode string      `json:"chargingMode"` // PERIOD, ON_DEMAND, ONE_TIME, ON_DEMAND_PKG
	PeriodType   string      `json:"periodType"`
	PeriodNumber any         `json:"periodNumber"` // a number or its text
	ExpireTime   string      `json:"expireTime"`   // an estimate
	Products     []Product   `json:"productInfo"`
	Parameters   []Parameter `json:"extendParams"` // what the buyer entered
	Buyer        Buyer       `json:"buyerInfo"`
}

// Product is what was bought.
type Product struct {
	ProductID   string `json:"productId"` // of the item sold, one of several: compare what the console shows
	SKUCode     string `json:"skuCode"`
	LinearValue any    `json:"linearValue"` // quantity: seats, gigabytes …
	ProductName string `json:"productName"`
}

// Buyer is the account that bought it.
type Buyer struct {
	CustomerID   string `json:"customerId"`
	CustomerName string `json:"customerName"`
	MobilePhone  string `json:"mobilePhone"`
	Email        string `json:"email"`
}

// Parameter is a value that the buyer entered.
type Parameter struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// QueryOrder returns an order line; ErrNoOrder if there is none.
//
// https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
func (c *Client) QueryOrder(ctx context.Context, orderID, orderLineID string) (*OrderLine, error) {
	query := url.Values{"orderId": {orderID}, "orderLineId": {orderLineID}}
	var result struct {
		ResultCode string
		ErrorCode  string `json:"error_code"` // of the gateway
		OrderInfo  struct {
			OrderLine []OrderLine
			BuyerInfo Buyer
		}
	}
	header := map[string]string{"Content-Type": "application/json"}
	path := "/api/mkp-openapi-public/global/v1/order/query?" + query.Encode()
	if err := c.call(ctx, "GET", path, header, nil, &result); err != nil {
		return nil, err
	}
	switch result.ResultCode {
	case "MKT.0000":
	case "MKT.0100", "MKT.0101", "MKT.0150":
		// Illegal values, or the order of another seller.
		return nil, ErrNoOrder
	default:
		return nil, fmt.Errorf("the order query failed: %.20q", cmp.Or(result.ResultCode, result.ErrorCode))
	}
	for _, line := range result.OrderInfo.OrderLine {
		if line.OrderLineID == orderLineID {
			line.Buyer = result.OrderInfo.BuyerInfo
			return &line, nil
		}
	}
	return nil, ErrNoOrder
}
// koo:end
